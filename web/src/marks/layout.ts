/** Where the comments beside a text stand: each beside its passage, none over another, in the order of the text. Pure. */

export interface Card {
  readonly id: string;
  /** Where its passage begins, in pixels from the top. */
  readonly wanted: number;
  readonly height: number;
}

/**
 * The top of each card. The `active` one stands exactly beside its passage and the others make way for it; none stands
 * higher than `from`.
 */
export function layOut(cards: readonly Card[], active: string | null, gap: number, from: number): ReadonlyMap<string, number> {
  const sorted = [...cards].sort((a, b) => a.wanted - b.wanted);
  const tops: number[] = [];
  const pinned = sorted.findIndex((card) => card.id === active);
  let floor = from;
  for (const [index, card] of sorted.entries()) {
    tops[index] = Math.max(card.wanted, index === pinned ? from : floor);
    floor = tops[index]! + card.height + gap;
  }
  for (let index = pinned - 1; index >= 0; index--) {
    tops[index] = Math.min(tops[index]!, tops[index + 1]! - gap - sorted[index]!.height);
  }
  // Where there is no space for those before it, all move down, the active one with them.
  floor = from;
  for (const [index, card] of sorted.entries()) {
    tops[index] = Math.max(tops[index]!, floor);
    floor = tops[index]! + card.height + gap;
  }
  return new Map(sorted.map((card, index) => [card.id, tops[index]!]));
}

/** How comments are shown: beside the text where there is space, else one at its passage, else in a list below. */
export type Manner = "margin" | "float" | "list";

const CARD_PX = 208;
const NARROW_PX = 560;

/** `free`: pixels right of the text's column; `width`: of the pane. */
export function mannerOf(width: number, free: number): Manner {
  return free >= CARD_PX + 32 ? "margin" : width >= NARROW_PX ? "float" : "list";
}
