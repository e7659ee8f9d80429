/**
 * Tables of Markdown drawn as tables while the caret is elsewhere.
 *
 * A state field, because only a field may replace line breaks. It looks at the top level of the parsed text alone (a
 * table in a list stays source), and a table above `MOST_UNITS` stays source. A click puts the caret into the cell.
 */

import { syntaxTree } from "@codemirror/language";
import { type EditorState, type Extension, type Range, StateField, type Text, type Transaction } from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView, WidgetType } from "@codemirror/view";
import type { SyntaxNode } from "@lezer/common";
import { inline } from "./inline";
import { agentMarksIn, marksField } from "./marks";
import { markdownParser } from "./markdown";
import { shownSuggestions, syncField } from "./sync";
import { lookField, revealed } from "./view";
import { element } from "./widgets";

const MOST_UNITS = 60_000;

interface Span {
  readonly from: number;
  readonly to: number;
}

class TableWidget extends WidgetType {
  constructor(
    private readonly source: string,
    private readonly changed: readonly Span[],
  ) {
    super();
  }

  override eq(other: TableWidget): boolean {
    return other.source === this.source && JSON.stringify(other.changed) === JSON.stringify(this.changed);
  }

  override get estimatedHeight(): number {
    return this.source.split("\n").length * 38;
  }

  override toDOM(view: EditorView): HTMLElement {
    const wrap = element("div", "cv-table-wrap");
    const table = element("table", "cv-table");
    wrap.append(table);
    const node = markdownParser.parse(this.source).topNode.getChild("Table");
    if (!node) return wrap;
    const delimiter = node.getChild("TableDelimiter");
    const sides = delimiter ? columns(this.source.slice(delimiter.from, delimiter.to)) : [];
    for (let row = node.firstChild; row; row = row.nextSibling) {
      if (row.name !== "TableHeader" && row.name !== "TableRow") continue;
      table.append(this.row(row, sides));
    }
    wrap.addEventListener("mousedown", (event) => {
      const cell = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-at]") : null;
      const pos = view.posAtDOM(wrap) + Number(cell?.dataset["at"] ?? 0);
      event.preventDefault();
      view.focus();
      view.dispatch({ selection: { anchor: Math.min(pos, view.state.doc.length) }, userEvent: "select.pointer" });
    });
    return wrap;
  }

  private row(row: SyntaxNode, sides: readonly string[]): HTMLElement {
    const made = element("tr", "");
    const head = row.name === "TableHeader";
    for (const [index, cell] of cells(row, this.source).entries()) {
      const box = element(head ? "th" : "td", "");
      if (head) box.setAttribute("scope", "col");
      box.dir = "auto";
      if (sides[index]) box.style.textAlign = sides[index]!;
      box.dataset["at"] = String(cell.to);
      if (this.changed.some((each) => each.from < cell.to && each.to > cell.from)) box.className = "cv-agent";
      if (cell.node) box.append(inline(cell.node, this.source));
      made.append(box);
    }
    return made;
  }

  override ignoreEvent(): boolean {
    return true;
  }
}

/** Cells between the pipes of a row; the parser leaves out the empty ones. */
function cells(row: SyntaxNode, source: string): (Span & { node: SyntaxNode | null })[] {
  const bars = row.getChildren("TableDelimiter");
  const nodes = row.getChildren("TableCell");
  const edges = bars.map((bar) => ({ before: bar.from, after: bar.to }));
  const starts = [row.from, ...edges.map((edge) => edge.after)];
  const ends = [...edges.map((edge) => edge.before), row.to];
  const found = starts.map((from, index) => {
    const to = ends[index]!;
    const node = nodes.find((each) => each.from >= from && each.to <= to) ?? null;
    return { from, to: node ? node.to : Math.min(to, from + 1), node };
  });
  if (found.length > 1 && !source.slice(starts[0], ends[0]).trim()) found.shift();
  if (found.length > 1 && !source.slice(starts.at(-1), ends.at(-1)).trim()) found.pop();
  return found;
}

function columns(delimiter: string): string[] {
  return delimiter
    .replace(/^\s*\||\|\s*$/g, "")
    .split("|")
    .map((part) => {
      const cell = part.trim();
      if (cell.startsWith(":") && cell.endsWith(":")) return "center";
      return cell.endsWith(":") ? "end" : "";
    });
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
    const widget = new TableWidget(state.sliceDoc(from, to), changed);
    ranges.push(Decoration.replace({ widget, block: true }).range(from, to));
  }
  const key = ranges.map((each) => each.from).join();
  return { found, key, decorations: Decoration.set(ranges) };
}

/** Signs that can begin, end or swallow a table: with them in a changed line, everything is looked at anew. */
const TELLING = /[|`~<>#]|^\s*$|^\s/;

/**
 * Where the tables are after a change that cannot have made, ended or touched one; null when that is not certain.
 * Looking at the whole tree for every key costs 6 ms in a text of 1 MB.
 */
function undisturbed(tables: Tables, tr: Transaction): Span[] | null {
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
      !tables.found.some((each) => each.from - 2 <= toA && each.to + 2 >= fromA);
  });
  return certain ? tables.found.map((each) => ({ from: tr.changes.mapPos(each.from, 1), to: tr.changes.mapPos(each.to, -1) })) : null;
}

export const tablesField = StateField.define<Tables>({
  create: (state) => draw(state, find(state)),
  update(tables, tr) {
    const { state, startState } = tr;
    if (tr.docChanged) return draw(state, undisturbed(tables, tr) ?? find(state));
    if (syntaxTree(state) !== syntaxTree(startState)) return draw(state, find(state));
    const same =
      !tr.selection &&
      state.field(lookField) === startState.field(lookField) &&
      state.field(syncField).suggestions === startState.field(syncField).suggestions &&
      state.field(marksField, false) === startState.field(marksField, false);
    return same || tables.found.length === 0 ? tables : draw(state, tables.found);
  },
  provide: (self) => EditorView.decorations.from(self, (tables) => tables.decorations),
});

export function tables(): Extension {
  return tablesField;
}
