/** The month as weeks of days, and what lies on each: runs that were, and what is planned. Pure; days are YYYY-MM-DD in the person's zone. */
import type { RunView, PlannedView } from "./data";
import { dayIn } from "./times";

export interface Entry {
  readonly id: string;
  readonly task: string;
  readonly title: string;
  readonly utc: string;
  readonly note: string;
  /** Null for what is planned. */
  readonly run: RunView | null;
}

const DAY_MS = 86_400_000;
const at = (day: string) => Date.parse(`${day}T00:00:00Z`);
const iso = (ms: number) => new Date(ms).toISOString().slice(0, 10);

export const addDays = (day: string, days: number): string => iso(at(day) + days * DAY_MS);

/** `month` is YYYY-MM. */
export function addMonths(month: string, months: number): string {
  const [year = 0, number = 1] = month.split("-").map(Number);
  return iso(Date.UTC(year, number - 1 + months, 1)).slice(0, 7);
}

/** Whole weeks, Monday first, that hold every day of `month`. */
export function weeksOf(month: string): string[][] {
  const first = `${month}-01`;
  const last = addDays(`${addMonths(month, 1)}-01`, -1);
  const weekday = (day: string) => (new Date(at(day)).getUTCDay() + 6) % 7;
  const weeks: string[][] = [];
  for (let day = addDays(first, -weekday(first)); day <= last; day = addDays(day, 7)) {
    weeks.push(Array.from({ length: 7 }, (_, n) => addDays(day, n)));
  }
  return weeks;
}

/** Each day's entries in the order of the clock. A run that was takes the place of what was planned for its instant. */
export function byDay(runs: readonly RunView[], planned: readonly PlannedView[], zone: string): Map<string, Entry[]> {
  const had = new Set(runs.map((run) => `${run.task} ${run.scheduled_utc}`));
  const entries: Entry[] = [
    ...runs.map((run) => ({ id: run.id, task: run.task, title: run.title, utc: run.scheduled_utc, note: run.note, run })),
    ...planned
      .filter((each) => !had.has(`${each.task} ${each.utc}`))
      .map((each) => ({ id: `${each.task} ${each.utc}`, task: each.task, title: each.title, utc: each.utc, note: each.note, run: null })),
  ];
  const days = new Map<string, Entry[]>();
  for (const entry of entries.sort((a, b) => (a.utc < b.utc ? -1 : a.utc > b.utc ? 1 : 0))) {
    const day = dayIn(entry.utc, zone);
    const list = days.get(day);
    if (list) list.push(entry);
    else days.set(day, [entry]);
  }
  return days;
}

export interface Group {
  readonly entries: readonly [Entry, ...Entry[]];
}

/** What is due often ("every 10 minutes") is one line a day: entries of one task and state that follow each other, from four on. */
export function grouped(entries: readonly Entry[]): Group[] {
  const groups: Entry[][] = [];
  const state = (entry: Entry) => `${entry.task} ${entry.run?.state ?? "planned"}`;
  const count = new Map<string, number>();
  for (const entry of entries) count.set(state(entry), (count.get(state(entry)) ?? 0) + 1);
  const open = new Map<string, Entry[]>();
  for (const entry of entries) {
    const many = (count.get(state(entry)) ?? 0) >= 4;
    const known = many ? open.get(state(entry)) : undefined;
    if (known) {
      known.push(entry);
      continue;
    }
    const group = [entry];
    groups.push(group);
    if (many) open.set(state(entry), group);
  }
  return groups.map((group) => ({ entries: group as [Entry, ...Entry[]] }));
}

/** Where the keyboard goes from `day` by `key`; null for keys that move nothing. Horizontal keys follow the direction of the page. */
export function moved(day: string, key: string, rtl: boolean): string | null {
  const ahead = rtl ? -1 : 1;
  switch (key) {
    case "ArrowRight":
      return addDays(day, ahead);
    case "ArrowLeft":
      return addDays(day, -ahead);
    case "ArrowDown":
      return addDays(day, 7);
    case "ArrowUp":
      return addDays(day, -7);
    case "Home":
      return addDays(day, -((new Date(at(day)).getUTCDay() + 6) % 7));
    case "End":
      return addDays(day, 6 - ((new Date(at(day)).getUTCDay() + 6) % 7));
    case "PageDown":
    case "PageUp": {
      const month = addMonths(day.slice(0, 7), key === "PageDown" ? 1 : -1);
      const last = addDays(`${addMonths(month, 1)}-01`, -1);
      const same = `${month}-${day.slice(8)}`;
      return same < last ? same : last;
    }
    default:
      return null;
  }
}
