/** The chunks of the review: one for each suggestion where they can be told apart, and what one is about. Pure. */

export interface Offered {
  readonly from: number;
  readonly to: number;
  readonly offer: string;
}

export interface Decision {
  readonly offer: string;
  /** Numbers of the pieces in the chunk; null: all that the suggestion has. */
  readonly pieces: readonly number[] | null;
}

/**
 * What is decided with units `from` to `to` of the text. A suggestion that goes beyond them is taken in part; `changes`
 * are all the pieces of the review, those of one suggestion in the server's order.
 */
export function decisionsOf(changes: readonly Offered[], from: number, to: number): Decision[] {
  const seen = new Map<string, { all: number; inside: number[] }>();
  for (const change of changes) {
    const of = seen.get(change.offer) ?? { all: 0, inside: [] };
    if (change.from >= from && change.to <= to) of.inside.push(of.all);
    of.all += 1;
    seen.set(change.offer, of);
  }
  return [...seen].flatMap(([offer, { all, inside }]) => (inside.length ? [{ offer, pieces: inside.length === all ? null : inside }] : []));
}

/** Fills a line that is empty: the library joins changes that only an empty line lies between, paragraphs that is. */
const FILLER = "\u200b";

/** The text with its empty lines filled, and where a unit of the text is in it: at the beginning of a range, or at its end. */
export function filled(text: string): { readonly text: string; from(at: number): number; to(at: number): number } {
  const empty: number[] = [];
  let made = "";
  let start = 0;
  for (const line of text.split("\n")) {
    if (start > 0) made += "\n";
    if (line === "") empty.push(start);
    made += line === "" ? FILLER : line;
    start += line.length + 1;
  }
  const before = (at: number) => {
    let low = 0;
    for (let high = empty.length; low < high; ) {
      const middle = (low + high) >> 1;
      if (empty[middle]! < at) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  // An end takes the filler with it: a line that was empty may not be so in the other text.
  return { text: made, from: (at) => at + before(at), to: (at) => at + before(at + 1) };
}
