/**
 * How the person looks at the text: live, source or read mode, and whether marks are shown where the caret is.
 */

import { type EditorState, Facet, StateEffect, StateField } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import type { CanvasPaneProps, ViewMode } from "./types";

export const setMode = StateEffect.define<ViewMode>();
export const setFocused = StateEffect.define<boolean>();
/** The search is open: what it finds is shown as it is written, although the caret is in the field. */
export const setSearching = StateEffect.define<boolean>();
/** The range a person is asking about while the caret is in the small composer; null otherwise. */
export const setAsking = StateEffect.define<{ readonly from: number; readonly to: number } | null>();

/** The page says that this person may not type. */
export const setReadOnly = StateEffect.define<boolean>();

export interface Look {
  readonly mode: ViewMode;
  readonly readOnly: boolean;
  readonly focused: boolean;
  readonly searching: boolean;
  readonly asking: { readonly from: number; readonly to: number } | null;
}

export const lookField = StateField.define<Look>({
  create: () => ({ mode: "live", readOnly: false, focused: false, searching: false, asking: null }),
  update(look, tr) {
    if (look.asking && tr.docChanged) {
      const from = tr.changes.mapPos(look.asking.from, 1);
      look = { ...look, asking: { from, to: Math.max(from, tr.changes.mapPos(look.asking.to, -1)) } };
    }
    for (const effect of tr.effects) {
      if (effect.is(setMode)) look = { ...look, mode: effect.value };
      else if (effect.is(setFocused)) look = { ...look, focused: effect.value };
      else if (effect.is(setSearching)) look = { ...look, searching: effect.value };
      else if (effect.is(setReadOnly)) look = { ...look, readOnly: effect.value };
      else if (effect.is(setAsking)) look = { ...look, asking: effect.value };
    }
    return look;
  },
});

export const followFocus = EditorView.focusChangeEffect.of((_state, focusing) => setFocused.of(focusing));

/** Where raw marks are shown: the selection, while the person is in the text. */
export function revealed(state: EditorState): readonly { readonly from: number; readonly to: number }[] {
  const look = state.field(lookField);
  if (look.mode === "read") return [];
  if (look.asking) return [look.asking];
  return look.focused || look.searching ? state.selection.ranges : [];
}

/** The page's callbacks and lists as they are now; the object stays the same, its content does not. */
export interface Page {
  props: CanvasPaneProps;
  say(words: string): void;
}

export const pageFacet = Facet.define<Page, Page | null>({ combine: (values) => values[0] ?? null });

export function nameOf(state: EditorState, id: string, otherwise: string): string {
  return state.facet(pageFacet)?.props.people[id]?.name ?? otherwise;
}
