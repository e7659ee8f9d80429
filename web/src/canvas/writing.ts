/**
 * How this person likes to write, on this browser: focus, typewriter scrolling, outline, spelling. Kept in the browser's
 * own storage, because it is a matter of the desk and not of the document.
 */

import { StateEffect, StateField } from "@codemirror/state";

export interface Writing {
  readonly focus: "off" | "paragraph" | "sentence";
  readonly typewriter: boolean;
  readonly outline: boolean;
  readonly spelling: boolean;
}

const KEY = "gesso.writing";
const USUAL: Writing = { focus: "off", typewriter: false, outline: false, spelling: true };

/** What was kept, whatever is in it; anything unknown is as usual. */
export function readWriting(kept: string | null): Writing {
  let found: unknown;
  try {
    found = JSON.parse(kept ?? "null");
  } catch {
    return USUAL;
  }
  if (typeof found !== "object" || found === null) return USUAL;
  const { focus, typewriter, outline, spelling } = found as Record<string, unknown>;
  return {
    focus: focus === "paragraph" || focus === "sentence" ? focus : "off",
    typewriter: typewriter === true,
    outline: outline === true,
    spelling: spelling !== false,
  };
}

export const setWriting = StateEffect.define<Partial<Writing>>();

export const writingField = StateField.define<Writing>({
  create: () => readWriting(localStorage.getItem(KEY)),
  update(writing, tr) {
    let next = writing;
    for (const effect of tr.effects) if (effect.is(setWriting)) next = { ...next, ...effect.value };
    if (next !== writing) localStorage.setItem(KEY, JSON.stringify(next));
    return next;
  },
});
