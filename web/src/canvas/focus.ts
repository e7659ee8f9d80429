/** Focus mode, which dims all but the paragraph or sentence at the caret, and typewriter scrolling. Draws only. */

import { EditorState, type Extension, type Range, Transaction } from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView, ViewPlugin, type ViewUpdate } from "@codemirror/view";
import { blockAt } from "./blocks";
import { writingField } from "./writing";

const dimLine = Decoration.line({ class: "cv-dim" });
const dimPart = Decoration.mark({ class: "cv-dim" });

/** Where the sentence around `at` begins and ends in `words`, without the blanks after it. */
export function sentenceAt(words: string, at: number, locale?: string): [number, number] {
  const segments = new Intl.Segmenter(locale, { granularity: "sentence" }).segment(words);
  const found = segments.containing(Math.max(0, Math.min(at, words.length - 1)));
  if (!found) return [0, words.length];
  return [found.index, found.index + found.segment.trimEnd().length];
}

function lit(state: EditorState): { from: number; to: number } {
  const { head } = state.selection.main;
  const block = blockAt(state, head);
  const line = state.doc.lineAt(head);
  return block ? { from: block.from, to: block.to } : { from: line.from, to: line.to };
}

function paint(view: EditorView): DecorationSet {
  const { focus } = view.state.field(writingField);
  if (focus === "off") return Decoration.none;
  const { doc, selection } = view.state;
  const block = lit(view.state);
  const ranges: Range<Decoration>[] = [];
  for (const seen of view.visibleRanges) {
    for (let at = seen.from; at <= seen.to; ) {
      const line = doc.lineAt(at);
      const outside = line.to < block.from || line.from > block.to;
      // Several ranges can begin in one line, where a fold or a widget cuts it.
      if (outside && ranges.at(-1)?.from !== line.from) ranges.push(dimLine.range(line.from));
      at = line.to + 1;
    }
  }
  if (focus === "sentence" && block.to > block.from && block.to - block.from < 20_000) {
    const [start, end] = sentenceAt(view.state.sliceDoc(block.from, block.to), selection.main.head - block.from);
    if (start > 0) ranges.push(dimPart.range(block.from, block.from + start));
    if (block.from + end < block.to) ranges.push(dimPart.range(block.from + end, block.to));
  }
  return Decoration.set(ranges, true);
}

const dimming = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet;

    constructor(view: EditorView) {
      this.decorations = paint(view);
    }

    update({ view, docChanged, selectionSet, viewportChanged, state, startState }: ViewUpdate): void {
      const writing = state.field(writingField);
      if (writing.focus === "off" && startState.field(writingField) === writing) return;
      if (docChanged || selectionSet || viewportChanged || writing !== startState.field(writingField)) this.decorations = paint(view);
    }
  },
  { decorations: (plugin) => plugin.decorations },
);

/** The line of the caret stays in the middle while it moves by keys; the mouse and other people do not move the page. */
const typewriter = EditorState.transactionExtender.of((tr) => {
  if (!tr.startState.field(writingField).typewriter || tr.annotation(Transaction.remote)) return null;
  const typed = tr.docChanged && (tr.isUserEvent("input") || tr.isUserEvent("delete") || tr.isUserEvent("undo") || tr.isUserEvent("redo"));
  const walked = tr.selection && tr.isUserEvent("select") && !tr.isUserEvent("select.pointer");
  if (!typed && !walked) return null;
  return { effects: EditorView.scrollIntoView(tr.newSelection.main.head, { y: "center" }) };
});

export function focusMode(): Extension {
  return [dimming, typewriter];
}
