/**
 * Which card comes when: a card that is known moves to a box that waits longer, one that is not goes back to the first.
 * Kept in this browser, by the card's id, which lasts as long as its words.
 */
export const DAYS = [0, 1, 3, 7, 16, 35, 90] as const;
const DAY_MS = 86_400_000;

export interface Learned {
  /** Number of the box, from 0. */
  readonly box: number;
  /** When it is due, in milliseconds since 1970. */
  readonly due: number;
}
export type Progress = Readonly<Record<string, Learned>>;

export function answered(progress: Progress, card: string, known: boolean, now: number): Progress {
  const box = known ? Math.min((progress[card]?.box ?? 0) + 1, DAYS.length - 1) : 0;
  return { ...progress, [card]: { box, due: now + (DAYS[box] ?? 0) * DAY_MS } };
}

/** Ids of the cards to learn now: those that came due first, then new ones in their order. */
export function due(cards: readonly string[], progress: Progress, now: number): string[] {
  const waiting = cards.filter((card) => progress[card] && progress[card].due <= now);
  waiting.sort((a, b) => (progress[a]?.due ?? 0) - (progress[b]?.due ?? 0));
  return [...waiting, ...cards.filter((card) => !progress[card])];
}

const key = (canvas: string) => `gesso.cards.${canvas}`;

export function read(canvas: string): Progress {
  try {
    const kept = JSON.parse(localStorage.getItem(key(canvas)) ?? "{}") as Record<string, Learned>;
    return Object.fromEntries(Object.entries(kept).filter(([, each]) => Number.isFinite(each?.box) && Number.isFinite(each?.due)));
  } catch {
    return {};
  }
}

export const keep = (canvas: string, progress: Progress) => localStorage.setItem(key(canvas), JSON.stringify(progress));
export const forgetAll = (canvas: string) => localStorage.removeItem(key(canvas));
