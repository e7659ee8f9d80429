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

/** A piece in both texts. */
export interface Placed {
  readonly offer: string;
  readonly from: number;
  readonly to: number;
  readonly fromB: number;
  readonly toB: number;
}

/** Where lines begin, in both texts, that are to be kept apart from the line above because another suggestion is there. */
export function apart(before: string, after: string, changes: readonly Placed[]): { readonly before: readonly number[]; readonly after: readonly number[] } {
  const found: { before: number[]; after: number[] } = { before: [], after: [] };
  changes.forEach((next, index) => {
    const last = changes[index - 1];
    if (!last || last.offer === next.offer) return;
    const line = before.lastIndexOf("\n", next.from - 1) + 1;
    const lineB = after.lastIndexOf("\n", next.fromB - 1) + 1;
    // The same words lead up to the piece in both, and the last one is on lines above in both.
    if (next.from - line !== next.fromB - lineB || last.to > line || last.toB > lineB || last.from >= line || last.fromB >= lineB) return;
    found.before.push(line);
    found.after.push(lineB);
  });
  return found;
}

/** Fills a line that is empty: the library joins changes that only an empty line lies between, paragraphs that is. */
const FILLER = "\u200b";
/** A line between two that change, which the library would join; drawn as a narrow gap. */
export const GAP = "\u200c";

/**
 * The text with its empty lines filled and a gap before each line of `gaps` (units at which lines begin, in order), and where a
 * unit of the text is in it: at the beginning of a range, or at its end.
 */
export function filled(text: string, gaps: readonly number[] = []): { readonly text: string; from(at: number): number; to(at: number): number } {
  const empty: number[] = [];
  const between = new Set(gaps);
  let made = "";
  let start = 0;
  for (const line of text.split("\n")) {
    if (start > 0) made += "\n";
    if (between.has(start)) made += `${GAP}\n`;
    if (line === "") empty.push(start);
    made += line === "" ? FILLER : line;
    start += line.length + 1;
  }
  // An end takes the filler with it, as a line that was empty may not be so in the other text, and leaves a gap behind it.
  return {
    text: made,
    from: (at) => at + below(empty, at) + 2 * below(gaps, at + 1),
    to: (at) => at + below(empty, at + 1) + 2 * below(gaps, at),
  };
}

/** How many of the numbers, which are in order, are below this one. */
function below(numbers: readonly number[], limit: number): number {
  let low = 0;
  for (let high = numbers.length; low < high; ) {
    const middle = (low + high) >> 1;
    if (numbers[middle]! < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
