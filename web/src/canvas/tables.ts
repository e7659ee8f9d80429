/**
 * Tables of Markdown drawn as tables while the caret is elsewhere; `tableDesk.ts` has what a person does in one.
 *
 * A state field, because only a field may replace line breaks. It looks at the top level of the parsed text alone (a
 * table in a list stays source), and a table above `MOST_UNITS` stays source. A caret put into its text shows that.
 */

import { syntaxTree } from "@codemirror/language";
import { type EditorState, type Extension, Prec, type Range, StateField, type Text, type Transaction } from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView, keymap, WidgetType } from "@codemirror/view";
import { agentMarksIn, marksField } from "./marks";
import { shownSuggestions, syncField } from "./sync";
import { TableDesk } from "./tableDesk";
import { lookField, revealed } from "./view";

const MOST_UNITS = 60_000;

interface Span {
  readonly from: number;
  readonly to: number;
}

class TableWidget extends WidgetType {
  constructor(
    private readonly source: string,
    private readonly changed: readonly Span[],
    private readonly fixed: boolean,
  ) {
    super();
  }

  override eq(other: TableWidget): boolean {
    return other.source === this.source && other.fixed === this.fixed && JSON.stringify(other.changed) === JSON.stringify(this.changed);
  }

  override get estimatedHeight(): number {
    return this.source.split("\n").length * 38;
  }

  override toDOM(view: EditorView): HTMLElement {
    return new TableDesk(view, this.source, this.changed, this.fixed).dom;
  }

  override updateDOM(dom: HTMLElement): boolean {
    return TableDesk.of(dom)?.show(this.source, this.changed, this.fixed) ?? false;
  }

  override ignoreEvent(): boolean {
    return true;
  }
}

interface Tables {
  readonly found: readonly Span[];
  readonly key: string;
  readonly decorations: DecorationSet;
}

/** Every table at the top level of what is parsed. */
export function find(state: EditorState): Span[] {
  const found: Span[] = [];
  syntaxTree(state).iterate({
    enter(node) {
      if (node.name === "Table" && node.to - node.from <= MOST_UNITS) {
        found.push({ from: state.doc.lineAt(node.from).from, to: state.doc.lineAt(node.to).to });
      }
      return node.name === "Document";
    },
  });
  return found;
}

function draw(state: EditorState, found: readonly Span[]): Tables {
  if (found.length === 0) return { found, key: "", decorations: Decoration.none };
  const open: readonly Span[] = [
    ...revealed(state),
    ...shownSuggestions(state.field(syncField)).map((each) => ({ from: each.start, to: each.end })),
  ];
  const ranges: Range<Decoration>[] = [];
  for (const { from, to } of found) {
    if (open.some((each) => each.from <= to && each.to >= from)) continue;
    const changed = agentMarksIn(state, from, to).map((each) => ({ from: each.from - from, to: each.to - from }));
    const widget = new TableWidget(state.sliceDoc(from, to), changed, state.readOnly);
    ranges.push(Decoration.replace({ widget, block: true }).range(from, to));
  }
  const key = ranges.map((each) => each.from).join();
  return { found, key, decorations: Decoration.set(ranges) };
}

/** Signs that can begin, end or swallow a table: with them in a changed line, everything is looked at anew. */
const TELLING = /[|`~<>#$]|^\s*$|^\s/;

/**
 * Where blocks drawn in place of their source are after a change that cannot have made, ended or touched one (nor a table); null when that is not certain.
 * Looking at the whole tree for every key costs 6 ms in a text of 1 MB.
 */
export function undisturbed(found: readonly Span[], tr: Transaction): Span[] | null {
  let certain = true;
  const telling = (doc: Text, from: number, to: number) => {
    const first = doc.lineAt(from).number;
    const last = doc.lineAt(to).number;
    if (last - first > 3) return true;
    for (let number = first; number <= last; number++) if (TELLING.test(doc.line(number).text)) return true;
    return false;
  };
  tr.changes.iterChangedRanges((fromA, toA, fromB, toB) => {
    if (!certain) return;
    const { doc } = tr.startState;
    certain =
      !telling(doc, fromA, toA) &&
      !telling(tr.newDoc, fromB, toB) &&
      !found.some((each) => each.from - 2 <= toA && each.to + 2 >= fromA);
  });
  return certain ? found.map((each) => ({ from: tr.changes.mapPos(each.from, 1), to: tr.changes.mapPos(each.to, -1) })) : null;
}

export const tablesField = StateField.define<Tables>({
  create: (state) => draw(state, find(state)),
  update(tables, tr) {
    const { state, startState } = tr;
    if (tr.docChanged) return draw(state, undisturbed(tables.found, tr) ?? find(state));
    if (syntaxTree(state) !== syntaxTree(startState)) return draw(state, find(state));
    const same =
      !tr.selection &&
      state.readOnly === startState.readOnly &&
      state.field(lookField) === startState.field(lookField) &&
      state.field(syncField).suggestions === startState.field(syncField).suggestions &&
      state.field(marksField, false) === startState.field(marksField, false);
    return same || tables.found.length === 0 ? tables : draw(state, tables.found);
  },
  provide: (self) => EditorView.decorations.from(self, (tables) => tables.decorations),
});

/** From the line before or after a table into its nearest cell. */
function walkIn(direction: 1 | -1, sideways: boolean): (view: EditorView) => boolean {
  return (view) => {
    const { main } = view.state.selection;
    if (!main.empty || view.state.readOnly) return false;
    const line = view.state.doc.lineAt(main.head);
    if (sideways && main.head !== (direction === 1 ? line.to : line.from)) return false;
    const edge = direction === 1 ? line.to + 1 : line.from - 1;
    const table = view.state.field(tablesField).found.find((each) => (direction === 1 ? each.from : each.to) === edge);
    if (!table) return false;
    if (!sideways) {
      // Not yet from the first of several rows of a wrapped line.
      const next = view.moveVertically(main, direction === 1);
      if (next.head >= line.from && next.head <= line.to && next.head !== main.head) return false;
    }
    const desk = TableDesk.at(view, table.from);
    desk?.enter(direction === 1 ? 0 : Infinity, direction === 1 || !sideways ? 0 : Infinity);
    return desk !== null;
  };
}

export function tables(): Extension {
  return [
    tablesField,
    Prec.high(
      keymap.of([
        { key: "ArrowDown", run: walkIn(1, false) },
        { key: "ArrowUp", run: walkIn(-1, false) },
        { key: "ArrowRight", run: walkIn(1, true) },
        { key: "ArrowLeft", run: walkIn(-1, true) },
      ]),
    ),
  ];
}
