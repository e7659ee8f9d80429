/**
 * Blocks that are drawn in place of their source while the caret is elsewhere: formulas, diagrams and widgets.
 *
 * A state field, because only a field may replace line breaks. Looks at the top level of the parsed text; never changes it.
 */

import { syntaxTree } from "@codemirror/language";
import { type EditorState, type Extension, type Range, StateField } from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView } from "@codemirror/view";
import { BlockWidget, DiagramWidget, MathWidget } from "./drawing";
import { shownSuggestions, syncField } from "./sync";
import { undisturbed } from "./tables";
import { lookField, revealed } from "./view";

const MOST_UNITS = 30_000;

interface Part {
  readonly from: number;
  readonly to: number;
  readonly kind: "math" | "diagram" | "widget";
}

interface Drawn {
  readonly found: readonly Part[];
  readonly decorations: DecorationSet;
}

function find(state: EditorState): Part[] {
  const found: Part[] = [];
  syntaxTree(state).iterate({
    enter(node) {
      const { from, to, name } = node;
      if (to - from > MOST_UNITS) return name === "Document";
      if (name === "BlockMath" && /\$\$\s*$/.test(state.sliceDoc(Math.max(from + 2, to - 8), to))) found.push({ from: state.doc.lineAt(from).from, to, kind: "math" });
      // An open fence is one that is still being written.
      if (name === "FencedCode" && node.node.getChildren("CodeMark").length > 1) {
        const info = node.node.getChild("CodeInfo");
        const language = info ? state.sliceDoc(info.from, info.to).trim() : "";
        if (/^mermaid\b/i.test(language)) found.push({ from: state.doc.lineAt(from).from, to, kind: "diagram" });
        if (language === "widget") found.push({ from: state.doc.lineAt(from).from, to, kind: "widget" });
      }
      return name === "Document";
    },
  });
  return found;
}

/** The formula or code between its marks. */
export function inner(source: string, kind: Part["kind"]): string {
  if (kind === "math") return source.trim().replace(/^\$\$|\$\$$/g, "").trim();
  return source.replace(/^[^\n]*\n/, "").replace(/\n[^\n]*$/, "").replace(/\r/g, "");
}

function draw(state: EditorState, found: readonly Part[]): Drawn {
  if (found.length === 0) return { found, decorations: Decoration.none };
  const open = [...revealed(state), ...shownSuggestions(state.field(syncField)).map((each) => ({ from: each.start, to: each.end }))];
  const ranges: Range<Decoration>[] = [];
  for (const { from, to, kind } of found) {
    if (open.some((each) => each.from <= to && each.to >= from)) continue;
    const source = inner(state.sliceDoc(from, to), kind);
    if (!source) continue;
    const widget = kind === "math" ? new MathWidget(source, true) : kind === "widget" ? new BlockWidget(source, state.readOnly) : new DiagramWidget(source);
    ranges.push(Decoration.replace({ widget, block: true }).range(from, to));
  }
  return { found, decorations: Decoration.set(ranges) };
}

const drawnField = StateField.define<Drawn>({
  create: (state) => draw(state, find(state)),
  update(drawn, tr) {
    const { state, startState } = tr;
    if (tr.docChanged) {
      const kept = undisturbed(drawn.found, tr);
      return draw(state, kept ? kept.map((each, index) => ({ ...drawn.found[index]!, ...each })) : find(state));
    }
    if (syntaxTree(state) !== syntaxTree(startState)) return draw(state, find(state));
    const same =
      !tr.selection &&
      state.field(lookField) === startState.field(lookField) &&
      state.field(syncField).suggestions === startState.field(syncField).suggestions;
    return same || drawn.found.length === 0 ? drawn : draw(state, drawn.found);
  },
  provide: (self) => EditorView.decorations.from(self, (drawn) => drawn.decorations),
});

export function drawnBlocks(): Extension {
  return drawnField;
}
