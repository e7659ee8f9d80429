/** Which rows and columns of a large table are in sight. Pure. */
import type { DataColumn } from "../wire.gen";

export const ROW_PX = 28;
/** Browsers draw no taller element than about 16 million pixels. */
const TALLEST_PX = 8_000_000;
const MORE = 6;

export const heightOf = (count: number): number => Math.min(count * ROW_PX, TALLEST_PX);

/** Rows from `start` to `end`, the first of them `top` pixels from the first row's place. */
export function rowsIn(scrollTop: number, height: number, count: number): { start: number; end: number; top: number } {
  const fits = Math.ceil(height / ROW_PX) + 1;
  const room = Math.max(1, heightOf(count) - height + ROW_PX);
  // Of a table that is taller than can be drawn, a pixel of the bar stands for many rows.
  const exact = count * ROW_PX <= TALLEST_PX;
  const first = exact ? Math.floor(scrollTop / ROW_PX) : Math.round((Math.min(1, scrollTop / room) * Math.max(0, count - fits + 1)));
  const start = Math.max(0, Math.min(first, count) - (exact ? MORE : 0));
  const end = Math.min(count, first + fits + MORE);
  return { start, end, top: exact ? start * ROW_PX : Math.min(scrollTop, heightOf(count) - (end - start) * ROW_PX) };
}

export function widthOf(column: DataColumn): number {
  const by = { number: 110, time: 150, bool: 80, text: 170, other: 200 }[column.kind];
  return Math.max(by, Math.min(240, column.name.length * 8 + 36));
}

export function columnsIn(scrollLeft: number, width: number, widths: readonly number[]): { total: number; shown: { at: number; left: number; width: number }[] } {
  const shown = [];
  let left = 0;
  for (const [at, each] of widths.entries()) {
    if (left + each > scrollLeft - 200 && left < scrollLeft + width + 200) shown.push({ at, left, width: each });
    left += each;
  }
  return { total: left, shown };
}
