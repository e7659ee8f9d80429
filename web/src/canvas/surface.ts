/** The writing surface put together: what a document has beside its text, and what code has. */

import type { Extension } from "@codemirror/state";
import { EditorView, keymap } from "@codemirror/view";
import { focusMode } from "./focus";
import { blockHandle } from "./handle";
import { outlinePanel } from "./outlinePanel";
import { paste } from "./paste";
import { pictures } from "./pictures";
import { slash } from "./slash";
import { setWriting, type Writing, writingField } from "./writing";

function toggle(change: (writing: Writing) => Partial<Writing>): (view: EditorView) => boolean {
  return (view) => {
    view.dispatch({ effects: setWriting.of(change(view.state.field(writingField))) });
    return true;
  };
}

/** For documents alone; comes and goes with the kind of the canvas. */
export function documentSurface(): Extension {
  return [
    slash(),
    paste(),
    pictures(),
    blockHandle(),
    EditorView.contentAttributes.compute([writingField], (state) => ({ spellcheck: String(state.field(writingField).spelling) })),
    keymap.of([
      { key: "Alt-Shift-f", run: toggle(({ focus }) => ({ focus: focus === "off" ? "paragraph" : "off" })), preventDefault: true },
    ]),
  ];
}

/** For documents and code alike. */
export function surface(): Extension {
  return [
    writingField,
    focusMode(),
    outlinePanel(),
    keymap.of([{ key: "Alt-Shift-t", run: toggle(({ typewriter }) => ({ typewriter: !typewriter })), preventDefault: true }]),
    EditorView.editorAttributes.compute([writingField], (state) => ({ class: state.field(writingField).typewriter ? "cv-typewriter" : "" })),
  ];
}
