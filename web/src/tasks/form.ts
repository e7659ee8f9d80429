/**
 * A timetable as the form shows it, and back. Pure. The form knows what people ask for most; whatever else the schedule
 * says (nth weekdays, positions, months, days left out) is kept as it is while its kind is not changed.
 */
import type { CalendarRule, Interval, Once, Timetable } from "./data";

export type Repeat = "once" | "daily" | "weekly" | "monthly" | "interval" | "other";
export type Unit = "minutes" | "hours" | "days";

export interface Form {
  readonly repeat: Repeat;
  /** Of `once`, and the first day that counts of the others: YYYY-MM-DD. */
  readonly day: string;
  readonly times: readonly string[];
  readonly every: number;
  readonly weekdays: readonly number[];
  readonly monthday: number;
  readonly unit: Unit;
  readonly from: string;
  readonly to: string;
  readonly until: string;
  readonly zone: string;
  readonly follows: boolean;
}

const SECONDS: Record<Unit, number> = { minutes: 60, hours: 3600, days: 86_400 };
const short = (time: string) => time.slice(0, 5);
const WORKDAYS = [0, 1, 2, 3, 4];

/** Without a timetable the form names no time: nobody said one. */
export function formOf(timetable: Timetable | null, today: string, zone: string): Form {
  const blank: Form = {
    repeat: "daily", day: today, times: [""], every: 1, weekdays: WORKDAYS, monthday: 1, unit: "hours", from: "", to: "", until: "",
    zone: timetable?.zone ?? zone, follows: timetable?.follows ?? false,
  };
  const schedule = timetable?.schedule;
  if (!schedule) return blank;
  if (schedule.type === "once") return { ...blank, repeat: "once", day: schedule.at.slice(0, 10), times: [schedule.at.slice(11, 16)] };
  if (schedule.type === "interval") {
    const unit = (["days", "hours", "minutes"] as const).find((each) => schedule.every_s % SECONDS[each] === 0);
    const common = { ...blank, day: schedule.start.slice(0, 10), weekdays: schedule.weekdays, until: schedule.until ?? "" };
    if (!unit) return { ...common, repeat: "other" };
    const [from = "", to = ""] = schedule.between?.map(short) ?? [];
    return { ...common, repeat: "interval", unit, every: schedule.every_s / SECONDS[unit], from, to };
  }
  return { ...blank, ...ofRule(schedule) };
}

function ofRule(rule: CalendarRule): Partial<Form> {
  const common = { day: rule.start, times: rule.times.map(short), every: rule.interval, until: rule.until ?? "" };
  const plain = rule.positions.length === 0 && rule.months.length === 0 && rule.days.every((day) => day.nth === null);
  if (plain && rule.freq === "daily" && rule.days.length === 0) return { ...common, repeat: "daily" };
  if (plain && rule.freq === "weekly") {
    const weekdays = rule.days.length > 0 ? rule.days.map((day) => day.weekday) : [(new Date(`${rule.start}T00:00:00Z`).getUTCDay() + 6) % 7];
    return { ...common, repeat: "weekly", weekdays };
  }
  if (plain && rule.freq === "monthly" && rule.days.length === 0 && rule.monthdays.length <= 1) {
    return { ...common, repeat: "monthly", monthday: rule.monthdays[0] ?? Number(rule.start.slice(8)) };
  }
  return { ...common, repeat: "other" };
}

/** Null while the form says nothing that can be due: no time, no day. `before` is what the form was made of. */
export function timetableOf(form: Form, before: Timetable | null): Timetable | null {
  const schedule = scheduleOf(form, before);
  return schedule && { schedule, zone: form.zone, follows: form.follows };
}

function scheduleOf(form: Form, before: Timetable | null): Timetable["schedule"] | null {
  const known = before?.schedule;
  const times = [...new Set(form.times.filter(Boolean))].sort().map((time) => `${time}:00`);
  const until = form.until || null;
  if (form.repeat === "once") return form.day && times[0] ? ({ type: "once", at: `${form.day}T${times[0]}` } satisfies Once) : null;
  if (form.repeat === "interval") return intervalOf(form, known?.type === "interval" ? known : null);
  if (times.length === 0 || !form.day) return form.repeat === "other" && known?.type === "interval" ? { ...known, until } : null;
  if (form.repeat === "other") return known?.type === "calendar" ? { ...known, times, until } : (known ?? null);
  if (form.repeat === "weekly" && form.weekdays.length === 0) return null;
  const rule: CalendarRule = {
    type: "calendar",
    start: form.day,
    freq: form.repeat,
    times,
    interval: Math.max(1, form.every),
    days: form.repeat === "weekly" ? [...form.weekdays].sort().map((weekday) => ({ weekday, nth: null })) : [],
    monthdays: form.repeat === "monthly" ? [form.monthday] : [],
    months: [],
    positions: [],
    until,
    count: null,
    skip: [],
  };
  if (known?.type !== "calendar" || known.freq !== form.repeat) return rule;
  return { ...rule, count: known.count, skip: known.skip };
}

function intervalOf(form: Form, known: Interval | null): Interval | null {
  if (!(form.every > 0)) return null;
  const every_s = Math.round(form.every * SECONDS[form.unit]);
  return {
    type: "interval",
    start: known?.start ?? `${form.day}T00:00:00Z`,
    every_s,
    weekdays: known ? [...form.weekdays] : [],
    between: form.from && form.to ? [`${form.from}:00`, `${form.to}:00`] : null,
    until: form.until || null,
    count: known?.count ?? null,
    skip: known?.skip ?? [],
  };
}
