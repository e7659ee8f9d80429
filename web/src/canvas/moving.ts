/**
 * Moving a stretch of whole lines to another place, as one change of the text.
 *
 * The two neighbouring runs change places and the blank lines between them stay where they are. The longer run is left
 * untouched and the shorter is taken out and put in again, so that most comments, authors and carets keep their place.
 * Pure: nothing here knows blocks or headings.
 */

import type { ChangeSpec, Text } from "@codemirror/state";

export interface Move {
  readonly changes: readonly { readonly from: number; readonly to: number; readonly insert: Text }[];
  /** Where a position inside the moved lines is afterwards. */
  place(pos: number): number;
}

/** End of the words of [from, to): without the line ends and blank lines after them. */
function bodyEnd(text: Text, from: number, to: number): number {
  let end = to;
  while (end > from) {
    const line = text.lineAt(end);
    const part = text.sliceString(Math.max(line.from, from), end);
    const kept = part.replace(/[\r \t]+$/, "");
    if (kept) return kept === part ? end : Math.max(line.from, from) + kept.length;
    if (line.from <= from) return from;
    end = line.from - 1;
  }
  return end;
}

/**
 * The lines [from, to) put before `at`; null when they are there already. All three are starts of lines or the end of
 * the text.
 */
export function moved(text: Text, from: number, to: number, at: number): Move | null {
  if (at >= from && at <= to) return null;
  const down = at > to;
  const [a, b, c] = down ? [from, to, at] : [at, from, to];
  const aEnd = bodyEnd(text, a, b);
  const bEnd = bodyEnd(text, b, c);
  if (aEnd === a || bEnd === b) return null;
  const gap = aEnd < b ? text.slice(aEnd, b) : null;
  if (!gap) return null;
  const changes =
    aEnd - a <= bEnd - b
      ? [
          { from: a, to: b, insert: text.slice(0, 0) },
          { from: bEnd, to: bEnd, insert: gap.append(text.slice(a, aEnd)) },
        ]
      : [
          { from: a, to: a, insert: text.slice(b, bEnd).append(gap) },
          { from: aEnd, to: bEnd, insert: text.slice(0, 0) },
        ];
  const shift = down ? bEnd - b + (b - aEnd) : a - b;
  return { changes, place: (pos) => Math.max(0, Math.min(text.length, pos + shift)) };
}

export function asSpec(move: Move): ChangeSpec {
  return move.changes as ChangeSpec;
}
