/** Moving the sections of a text, for the outlines that show them. The real words move, as one change. */
import { EditorView } from "@codemirror/view";
import { asSpec, moved } from "./moving";
import type { Entry } from "./outline";

/**
 * Where a section goes by one step: up (-1) before the one above of its level or higher, down (1) after the one below.
 * Null where there is none.
 */
export function stepTo(entries: readonly Entry[], index: number, direction: 1 | -1): number | null {
  const entry = entries[index];
  if (!entry) return null;
  if (direction === 1) return entries.find((other) => other.from === entry.to)?.to ?? null;
  const before =
    entries.findLast((other, at) => at < index && other.to === entry.from && other.level <= entry.level) ??
    entries.findLast((other, at) => at < index && other.level === entry.level);
  return before?.from ?? null;
}

/** Puts the section before `at`, in view; where it then begins, or null when nothing moves. */
export function moveSection(view: EditorView, { from, to }: { from: number; to: number }, at: number): number | null {
  const { state } = view;
  if (state.readOnly || to > state.doc.length || state.doc.lineAt(from).from !== from) return null;
  const move = moved(state.doc, from, to, at);
  if (!move) return null;
  const anchor = move.place(from);
  view.dispatch({ changes: asSpec(move), selection: { anchor }, effects: EditorView.scrollIntoView(anchor, { y: "nearest" }), userEvent: "move.section" });
  return anchor;
}
