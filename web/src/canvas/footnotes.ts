/**
 * Formulas within a line, footnotes and callouts, drawn where the caret is not. Only what is in view; never changes the
 * text. A footnote's mark leads to its note and back: by a click, or Alt-Enter with the caret on it.
 */

import { syntaxTree } from "@codemirror/language";
import { type EditorState, type Extension, type Range, type Text } from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView, keymap, ViewPlugin, type ViewUpdate, WidgetType } from "@codemirror/view";
import type { SyntaxNode } from "@lezer/common";
import { i18n } from "../i18n";
import { MathWidget } from "./drawing";
import { lookField, revealed } from "./view";
import { element } from "./widgets";

/** Notes of the text that was last asked about: every mark in view asks at every key. About 4 ms for 1 MB. */
const known = new WeakMap<Text, ReadonlyMap<string, number>>();

function notesOf(text: Text): ReadonlyMap<string, number> {
  let found = known.get(text);
  if (found) return found;
  const made = new Map<string, number>();
  let at = 0;
  for (const iter = text.iterLines(); !iter.next().done; at += iter.value.length + 1) {
    const lead = iter.value.includes("[^") ? /^ {0,3}\[\^([^\s[\]^]+)\]:[ \t]*/.exec(iter.value) : null;
    if (lead && !made.has(lead[1]!)) made.set(lead[1]!, at + lead[0].length);
  }
  known.set(text, (found = made));
  return found;
}

/** Where the note of `label` begins (its words), or -1. */
export function noteOf(text: Text, label: string): number {
  return notesOf(text).get(label) ?? -1;
}

/** Where the text first refers to `label` (after the mark), or -1. */
export function markOf(text: Text, label: string): number {
  const mark = `[^${label}]`;
  let at = 0;
  for (const iter = text.iterLines(); !iter.next().done; at += iter.value.length + 1) {
    for (let found = iter.value.indexOf(mark); found >= 0; found = iter.value.indexOf(mark, found + 1)) {
      const defines = iter.value[found + mark.length] === ":" && !iter.value.slice(0, found).trim();
      if (!defines) return at + found + mark.length;
    }
  }
  return -1;
}

function jump(view: EditorView, pos: number): boolean {
  if (pos < 0) return false;
  view.dispatch({ selection: { anchor: pos }, effects: EditorView.scrollIntoView(pos, { y: "center" }), userEvent: "select" });
  view.focus();
  return true;
}

class MarkWidget extends WidgetType {
  constructor(
    private readonly label: string,
    private readonly words: string,
  ) {
    super();
  }

  override eq(other: MarkWidget): boolean {
    return other.label === this.label && other.words === this.words;
  }

  override toDOM(view: EditorView): HTMLElement {
    const made = element("sup", "cv-note-mark");
    const go = element("a", "", this.label);
    go.setAttribute("role", "link");
    go.setAttribute("aria-label", i18n.t("Footnote {label}", { label: this.label }));
    go.title = this.words || i18n.t("This footnote has no words yet.");
    go.addEventListener("mousedown", (event) => {
      event.preventDefault();
      jump(view, noteOf(view.state.doc, this.label));
    });
    made.append(go);
    return made;
  }

  override ignoreEvent(): boolean {
    return true;
  }
}

class LabelWidget extends WidgetType {
  constructor(private readonly label: string) {
    super();
  }

  override eq(other: LabelWidget): boolean {
    return other.label === this.label;
  }

  override toDOM(view: EditorView): HTMLElement {
    const made = element("a", "cv-note-label", `${this.label} ↩`);
    made.setAttribute("role", "link");
    made.setAttribute("aria-label", i18n.t("Back to where footnote {label} is", { label: this.label }));
    made.addEventListener("mousedown", (event) => {
      event.preventDefault();
      jump(view, markOf(view.state.doc, this.label));
    });
    return made;
  }

  override ignoreEvent(): boolean {
    return true;
  }
}

class CalloutWidget extends WidgetType {
  constructor(private readonly kind: string) {
    super();
  }

  override eq(other: CalloutWidget): boolean {
    return other.kind === this.kind;
  }

  override toDOM(): HTMLElement {
    const names: Record<string, string> = { note: i18n.t("Note"), tip: i18n.t("Tip"), important: i18n.t("Important"), warning: i18n.t("Warning"), caution: i18n.t("Caution") };
    return element("span", "cv-callout-name", names[this.kind]);
  }

  override ignoreEvent(): boolean {
    return false;
  }
}

const CALLOUT = /^[ \t]*>[ \t]*(\[!(NOTE|TIP|IMPORTANT|WARNING|CAUTION)\])[ \t\r]*$/i;

class Painter {
  readonly ranges: Range<Decoration>[] = [];

  constructor(
    private readonly state: EditorState,
    private readonly carets: readonly { from: number; to: number }[],
    private readonly seen: { from: number; to: number },
  ) {}

  private touched(from: number, to: number): boolean {
    return this.carets.some((caret) => caret.from <= to && caret.to >= from);
  }

  private replace(from: number, to: number, widget: WidgetType): void {
    // A plugin may not replace a line break.
    if (to <= this.state.doc.lineAt(from).to) this.ranges.push(Decoration.replace({ widget }).range(from, to));
  }

  enter(name: string, from: number, to: number): boolean | void {
    const { doc } = this.state;
    switch (name) {
      case "InlineMath": {
        const source = this.state.sliceDoc(from, to);
        const size = source.startsWith("$$") ? 2 : 1;
        if (!this.touched(from, to)) this.replace(from, to, new MathWidget(source.slice(size, -size), false));
        return false;
      }
      case "FootnoteMark": {
        const label = this.state.sliceDoc(from + 2, to - 1);
        if (this.touched(from, to)) return;
        const at = noteOf(doc, label);
        this.replace(from, to, new MarkWidget(label, at < 0 ? "" : doc.lineAt(at).text.slice(at - doc.lineAt(at).from, at - doc.lineAt(at).from + 300)));
        return;
      }
      case "FootnoteLabel": {
        const line = doc.lineAt(from);
        this.ranges.push(Decoration.line({ class: "cv-note" }).range(line.from));
        if (!this.touched(from, to)) this.replace(from, to, new LabelWidget(this.state.sliceDoc(from + 2, to - 2)));
        return;
      }
      case "Blockquote":
        return this.callout(from, to);
    }
  }

  private callout(from: number, to: number): void {
    const { doc } = this.state;
    const first = doc.lineAt(from);
    const found = CALLOUT.exec(first.text);
    if (!found) return;
    const kind = found[2]!.toLowerCase();
    const look = Decoration.line({ class: `cv-callout cv-callout-${kind}` });
    for (let at = Math.max(from, this.seen.from); at <= Math.min(to, this.seen.to); ) {
      const line = doc.lineAt(at);
      this.ranges.push(look.range(line.from));
      at = line.to + 1;
    }
    const mark = first.from + first.text.indexOf("[!");
    if (!this.touched(first.from, first.to)) this.replace(mark, mark + found[1]!.length, new CalloutWidget(kind));
  }
}

function paint(view: EditorView): DecorationSet {
  const ranges: Range<Decoration>[] = [];
  for (const { from, to } of view.visibleRanges) {
    const painter = new Painter(view.state, revealed(view.state), { from, to });
    syntaxTree(view.state).iterate({ from, to, enter: (node) => painter.enter(node.name, node.from, node.to) });
    for (const range of painter.ranges) ranges.push(range);
  }
  return Decoration.set(ranges, true);
}

const painting = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet;

    constructor(view: EditorView) {
      this.decorations = paint(view);
    }

    update(update: ViewUpdate): void {
      const { view, state, startState } = update;
      if (view.composing && update.docChanged) {
        this.decorations = this.decorations.map(update.changes);
        return;
      }
      const other = state.field(lookField) !== startState.field(lookField) || syntaxTree(state) !== syntaxTree(startState);
      if (update.docChanged || update.viewportChanged || update.selectionSet || other) this.decorations = paint(view);
    }
  },
  { decorations: (plugin) => plugin.decorations },
);

/** From a mark to its note, from a note to its mark. */
function follow(view: EditorView): boolean {
  const { head } = view.state.selection.main;
  for (const side of [1, -1] as const) {
    for (let node: SyntaxNode | null = syntaxTree(view.state).resolveInner(head, side); node; node = node.parent) {
      if (node.name === "FootnoteMark") return jump(view, noteOf(view.state.doc, view.state.sliceDoc(node.from + 2, node.to - 1)));
      const label = node.name === "Footnote" ? node.getChild("FootnoteLabel") : null;
      if (label) return jump(view, markOf(view.state.doc, view.state.sliceDoc(label.from + 2, label.to - 2)));
    }
  }
  return false;
}

export function footnotes(): Extension {
  return [painting, keymap.of([{ key: "Alt-Enter", run: follow }])];
}
