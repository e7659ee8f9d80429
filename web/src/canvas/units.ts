/**
 * Between UTF-16 units (the editor, the canvas socket) and Unicode code points (everything else).
 *
 * The only file of the page that converts. A lone surrogate counts as one code point, as it does in Python. Linear in
 * the part of the text that is counted, without copying it: about 2 ms for 1 MB.
 */

import type { Text } from "@codemirror/state";

function isHigh(unit: number): boolean {
  return unit >= 0xd800 && unit < 0xdc00;
}

function isLow(unit: number): boolean {
  return unit >= 0xdc00 && unit < 0xe000;
}

/** Code points in the first `end` UTF-16 units of `text`; half a pair at the end counts as one. */
export function toCodePoints(text: Text, end: number): number {
  let points = 0;
  let afterHigh = false;
  for (const iter = text.iterRange(0, Math.min(end, text.length)); !iter.next().done; ) {
    const part = iter.value;
    for (let i = 0; i < part.length; i++) {
      const unit = part.charCodeAt(i);
      if (afterHigh && isLow(unit)) {
        afterHigh = false;
        continue;
      }
      points++;
      afterHigh = isHigh(unit);
    }
  }
  return points;
}

/** UTF-16 offsets of code points in ascending order, in one pass; the end of the text for those beyond it. */
export function manyToUnits(text: Text, points: readonly number[]): number[] {
  const found: number[] = [];
  let seen = 0;
  let at = 0;
  let afterHigh = false;
  for (const iter = text.iter(); found.length < points.length && !iter.next().done; ) {
    const part = iter.value;
    for (let i = 0; i < part.length; i++, at++) {
      const unit = part.charCodeAt(i);
      if (afterHigh && isLow(unit)) {
        afterHigh = false;
        continue;
      }
      while (found.length < points.length && points[found.length]! <= seen) found.push(at);
      seen++;
      afterHigh = isHigh(unit);
    }
  }
  while (found.length < points.length) found.push(text.length);
  return found;
}

/** UTF-16 offset of the code point with number `points`; the end of the text when there are fewer. */
export function toUnits(text: Text, points: number): number {
  let seen = 0;
  let at = 0;
  let afterHigh = false;
  for (const iter = text.iter(); !iter.next().done; ) {
    const part = iter.value;
    for (let i = 0; i < part.length; i++, at++) {
      const unit = part.charCodeAt(i);
      if (afterHigh && isLow(unit)) {
        afterHigh = false;
        continue;
      }
      if (seen === points) return at;
      seen++;
      afterHigh = isHigh(unit);
    }
  }
  return text.length;
}
