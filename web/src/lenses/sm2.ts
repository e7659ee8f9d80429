/**
 * When a question is asked again: SM-2 (P. A. Woźniak, "Optimization of learning", 1990), as published. Pure.
 *
 * Grades are 0 to 5; below 3 the question begins anew. Intervals are days.
 */
export interface Card {
  /** How often it was known in a row. */
  readonly known: number;
  readonly easiness: number;
  readonly interval: number;
  /** Day it is due, counted from 1970. */
  readonly due: number;
}

export type Grade = 0 | 1 | 2 | 3 | 4 | 5;

const LEAST = 1.3;
export const fresh: Card = { known: 0, easiness: 2.5, interval: 0, due: 0 };

export function graded(card: Card, grade: Grade, today: number): Card {
  const easiness = Math.max(LEAST, card.easiness + 0.1 - (5 - grade) * (0.08 + (5 - grade) * 0.02));
  if (grade < 3) return { known: 0, easiness, interval: 1, due: today + 1 };
  const interval = card.known === 0 ? 1 : card.known === 1 ? 6 : Math.ceil(card.interval * easiness);
  return { known: card.known + 1, easiness, interval, due: today + interval };
}

export const dayOf = (time: number): number => Math.floor(time / 86_400_000);
