/** How high the conversation stands over the page on a phone: three rests, and which of them a finger meant. Pure. */

export type Detent = "peek" | "half" | "full";
export const DETENTS: readonly Detent[] = ["peek", "half", "full"];

/** Heights of the rests in pixels, each at least as high as the one before. */
export type Heights = Readonly<Record<Detent, number>>;

/** What stays free over the sheet when it is full, so that it still reads as one that can be lowered. */
const SKY_PX = 12;
/** Messages that are seen at least at half: with a keyboard on the screen, half of the rest would be none. */
const HALF_OVER_PEEK_PX = 132;
/** A flick goes on for about this long. */
const FLIGHT_MS = 180;
/** Beyond its ends the sheet follows the finger with this share of the way. */
const RESISTANCE = 0.22;

/** `space` is the height of page and sheet together, `peek` that of the sheet's head and its composer. */
export function heightsIn(space: number, peek: number): Heights {
  const low = Math.min(peek, space);
  const full = Math.max(low, space - SKY_PX);
  return { peek: low, half: Math.min(full, Math.max(space / 2, low + HALF_OVER_PEEK_PX)), full };
}

/** Where a sheet let go at `height`, moving up at `speed` pixels a millisecond, comes to rest. */
export function restFor(heights: Heights, height: number, speed: number): Detent {
  const aim = height + speed * FLIGHT_MS;
  return DETENTS.reduce((best, each) => (Math.abs(heights[each] - aim) < Math.abs(heights[best] - aim) ? each : best));
}

/** The height shown for a finger that asks for `height`. */
export function resisted(heights: Heights, height: number): number {
  if (height > heights.full) return heights.full + (height - heights.full) * RESISTANCE;
  if (height < heights.peek) return heights.peek - (heights.peek - height) * RESISTANCE;
  return height;
}

/** The rest above or below, or the same at the end. */
export function stepped(detent: Detent, by: 1 | -1): Detent {
  return DETENTS[DETENTS.indexOf(detent) + by] ?? detent;
}
