/** The person's selection as the rest of the program names it: code points of the confirmed text, version, and words. */

import type { EditorState } from "@codemirror/state";
import { syncField, toConfirmed } from "./sync";
import type { CanvasSelection } from "./types";
import { toCodePoints } from "./units";

/** Null for an empty range, and for one whose words are all still on their way to the server. */
export function selectionOf(state: EditorState, canvas: string, range: { from: number; to: number }): CanvasSelection | null {
  if (range.from === range.to) return null;
  const sync = state.field(syncField);
  const from = toConfirmed(sync, range.from);
  const to = toConfirmed(sync, range.to);
  if (sync.version < 0 || to <= from) return null;
  return {
    canvas,
    version: sync.version,
    start: toCodePoints(sync.confirmed, from),
    end: toCodePoints(sync.confirmed, to),
    quote: sync.confirmed.sliceString(from, to),
  };
}
