/** How often what is right was answered with what. Pure. */
import type { Cell } from "../wire.gen";

/** Targets first, then answers that are no target of any case; counts by pair. */
export function matrix(cells: readonly Cell[]): { targets: string[]; answers: string[]; of(target: string, answer: string): number; total(target: string): number } {
  const targets = [...new Set(cells.map((cell) => cell.target))].sort();
  const answers = [...targets, ...[...new Set(cells.map((cell) => cell.answer))].filter((answer) => !targets.includes(answer)).sort()];
  const counts = new Map(cells.map((cell) => [`${cell.target}\n${cell.answer}`, cell.count]));
  const of = (target: string, answer: string) => counts.get(`${target}\n${answer}`) ?? 0;
  return { targets, answers, of, total: (target) => answers.reduce((sum, answer) => sum + of(target, answer), 0) };
}
