/** The line at which code that ran went wrong: marked until its words change, or until it is told otherwise. */

import { type Extension, StateEffect, StateField } from "@codemirror/state";
import { Decoration, EditorView } from "@codemirror/view";

export interface Wrong {
  /** From 1. */
  readonly line: number;
  readonly words: string;
}

const setWrong = StateEffect.define<Wrong | null>();

const wrongField = StateField.define<{ readonly at: number; readonly words: string } | null>({
  create: () => null,
  update(value, tr) {
    if (value && tr.docChanged) {
      const { from, to } = tr.startState.doc.lineAt(value.at);
      value = tr.changes.touchesRange(from, to) ? null : { at: tr.changes.mapPos(from, 1), words: value.words };
    }
    for (const effect of tr.effects) {
      if (!effect.is(setWrong)) continue;
      const wrong = effect.value;
      const known = wrong !== null && wrong.line <= tr.newDoc.lines;
      value = known ? { at: tr.newDoc.line(wrong.line).from, words: wrong.words } : null;
    }
    return value;
  },
  provide: (field) =>
    EditorView.decorations.from(field, (value) =>
      value ? Decoration.set(Decoration.line({ class: "cv-wrong", attributes: { title: value.words } }).range(value.at)) : Decoration.none,
    ),
});

export const wrongLine = (): Extension => wrongField;

export function markWrong(view: EditorView, wrong: Wrong | null): void {
  view.dispatch({ effects: setWrong.of(wrong) });
}

export function goToLine(view: EditorView, line: number): void {
  if (line > view.state.doc.lines) return;
  const { from } = view.state.doc.line(line);
  view.dispatch({ selection: { anchor: from }, effects: EditorView.scrollIntoView(from, { y: "center" }) });
  view.focus();
}
