/** The pieces of a suggestion where they are in the text: what is struck, what comes, and what can be taken alone. */

import type { WireSuggestion } from "../wire.gen";

/** Units `from` to `to` of the text become the words. */
export interface Piece {
  readonly from: number;
  readonly to: number;
  readonly words: string;
}

/**
 * In the order in which the server numbers them. Null while there are none to tell apart: when it is still being
 * written, and when its words are not as long as they were, so that the places of its pieces are not known.
 */
export function piecesOf(offer: Pick<WireSuggestion, "start" | "end" | "before" | "streaming" | "pieces">): Piece[] | null {
  const { pieces } = offer;
  if (offer.streaming || pieces.length === 0 || offer.end - offer.start !== offer.before.length) return null;
  return pieces.map(({ start, end, words }) => ({ from: offer.start + start, to: offer.start + end, words }));
}

/** `text` with all the offers in it, and each piece as units of both texts. Offers that overlap an earlier one are left out. */
export function withOffers<T extends Pick<WireSuggestion, "id" | "start" | "end" | "before" | "after" | "streaming" | "pieces">>(
  text: string,
  offers: readonly T[],
): { readonly text: string; readonly changes: readonly (Piece & { readonly fromB: number; readonly toB: number; readonly offer: string })[] } {
  const sorted = offers.filter((each) => !each.streaming).sort((a, b) => a.start - b.start || a.end - b.end);
  const changes: (Piece & { fromB: number; toB: number; offer: string })[] = [];
  let made = "";
  let at = 0;
  for (const each of sorted) {
    if (each.start < at || each.end > text.length) continue;
    for (const piece of piecesOf(each) ?? [{ from: each.start, to: each.end, words: each.after }]) {
      made += text.slice(at, piece.from);
      changes.push({ ...piece, fromB: made.length, toB: made.length + piece.words.length, offer: each.id });
      made += piece.words;
      at = piece.to;
    }
  }
  return { text: made + text.slice(at), changes };
}
