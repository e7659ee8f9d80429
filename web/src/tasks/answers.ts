/** The answers that a question about a schedule offers by its own words, to be clicked. Only those that the grammar takes. Pure. */

const TIMES = ["7:00", "9:00", "12:00", "18:00", "20:00"];
const DATE = String.raw`\p{L}+,? \d{1,2}\.? \p{L}+`;
const HALVES = new RegExp(`(in the morning) or (in the evening)|(morgens) oder (abends)|: (every other one), or (the second of each month)|(every time), or (only the next)|(jedes Mal) oder (nur das nächste)|midnight (at the beginning of that day), or (at its end)|(am Anfang) oder (am Ende des Tages)|(${DATE}) (?:or|oder) (${DATE})`, "u");

/** `“at 7”: in the morning or in the evening?` gives both halves; one about a time of day gives times; else none. */
export function answersTo(question: string): string[] {
  if (/^(At what time|Um wie viel Uhr)/.test(question)) return TIMES;
  return HALVES.exec(question)?.slice(1).filter(Boolean) ?? [];
}
