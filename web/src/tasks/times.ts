/** Moments of tasks as a person reads them: in their own zone, on the 24-hour clock that the sentences of schedules use. Pure. */
import { i18n } from "../i18n";

const DAY_MS = 86_400_000;

/** The IANA zone of this browser. */
export const zoneHere = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";

/** The browser's variety of the page's language, so that days come before months where people write them so. */
function tongue(): string {
  const language = !i18n.locale || i18n.locale === "ar-XB" ? "en" : i18n.locale;
  return globalThis.navigator?.language?.startsWith(language) ? navigator.language : language;
}

const made = new Map<string, Intl.DateTimeFormat>();

/** Formats are slow to make and a calendar needs hundreds. */
function format(zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${tongue()} ${zone} ${JSON.stringify(options)}`;
  const known = made.get(key);
  if (known) return known;
  const fresh = new Intl.DateTimeFormat(tongue(), { timeZone: zone, ...options });
  made.set(key, fresh);
  return fresh;
}

export const clock = (utc: string | Date, zone: string): string =>
  format(zone, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(new Date(utc));

/** The date in `zone` as YYYY-MM-DD. */
export function dayIn(utc: string | Date, zone: string): string {
  const parts = Object.fromEntries(
    new Intl.DateTimeFormat("en-CA", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit" })
      .formatToParts(new Date(utc))
      .map((part) => [part.type, part.value]),
  );
  return `${parts["year"]}-${parts["month"]}-${parts["day"]}`;
}

/** "Today", "Tomorrow", "Yesterday", or the date; with its year where that is not this one's, and in
 *  English without the comma that only some varieties, and only with a year, have after the weekday. */
export function dayName(utc: string | Date, zone: string, now: Date): string {
  const day = dayIn(utc, zone);
  const apart = (Date.parse(day) - Date.parse(dayIn(now, zone))) / DAY_MS;
  if (apart === 0) return i18n.t("Today");
  if (apart === 1) return i18n.t("Tomorrow");
  if (apart === -1) return i18n.t("Yesterday");
  const year = day.slice(0, 4) === dayIn(now, zone).slice(0, 4) ? {} : ({ year: "numeric" } as const);
  const parts = format(zone, { weekday: "short", day: "numeric", month: "short", ...year }).formatToParts(new Date(utc));
  return parts.map(({ value }, i) => (parts[i - 1]?.type === "weekday" ? value.replace(",", "") : value)).join("");
}

export const moment = (utc: string | Date, zone: string, now: Date): string => `${dayName(utc, zone, now)}, ${clock(utc, zone)}`;

/** The whole date for a heading or a label that is read out: "Friday 27 November 2026". */
export const longDay = (day: string): string =>
  format("UTC", { weekday: "long", day: "numeric", month: "long", year: "numeric" }).format(new Date(`${day}T12:00:00Z`));

export const monthName = (month: string): string => format("UTC", { month: "long", year: "numeric" }).format(new Date(`${month}-15T12:00:00Z`));

/** Monday first, as the schedule counts. */
export const weekdayName = (weekday: number, width: "long" | "short"): string =>
  format("UTC", { weekday: width }).format(new Date(Date.UTC(2024, 0, 1 + weekday, 12)));

/** "in 3 hours", "2 days ago". */
export function fromNow(utc: string | Date, now: Date): string {
  const seconds = (new Date(utc).getTime() - now.getTime()) / 1000;
  const [unit, size] = UNITS.find(([, each]) => Math.abs(seconds) >= each * 0.95) ?? (["minute", 60] as const);
  return new Intl.RelativeTimeFormat(tongue(), { numeric: "auto" }).format(Math.round(seconds / size), unit);
}
const UNITS = [
  ["year", 31_557_600],
  ["month", 2_629_800],
  ["week", 604_800],
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
] as const;

/** A stretch of time in its two largest units: "2 h 5 min". */
export function stretch(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return i18n.t("{n} s", { n: whole });
  const minutes = Math.round(whole / 60);
  if (minutes < 60) return i18n.t("{n} min", { n: minutes });
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return minutes % 60 ? i18n.t("{h} h {m} min", { h: hours, m: minutes % 60 }) : i18n.t("{h} h", { h: hours });
  const days = Math.floor(hours / 24);
  return hours % 24 ? i18n.t("{d} d {h} h", { d: days, h: hours % 24 }) : i18n.t("{d} d", { d: days });
}

/** A place's name out of its zone: "Europe/Berlin" is "Berlin". */
export const placeOf = (zone: string): string => (zone.split("/").at(-1) ?? zone).replaceAll("_", " ");

/** The time there, where the clock of the task's zone shows another one than here; "" where both show the same. */
export function elsewhere(utc: string, taskZone: string, here: string): string {
  const there = clock(utc, taskZone);
  if (there === clock(utc, here) && dayIn(utc, taskZone) === dayIn(utc, here)) return "";
  return i18n.t("{time} in {place}", { time: there, place: placeOf(taskZone) });
}

/** US dollars, to the cent or to two digits that count; "" for nothing. */
export function cost(usd: number | null | undefined): string {
  if (!usd) return "";
  return new Intl.NumberFormat(tongue(), { style: "currency", currency: "USD", currencyDisplay: "narrowSymbol", ...(usd < 0.01 ? { maximumSignificantDigits: 2 } : {}) }).format(usd);
}

/** The words without the signs of Markdown, for a single line. */
export const plain = (text: string): string => text.replace(/^#+ |[*_`]{1,3}(?=\S)|(?<=\S)[*_`]{1,3}/gm, "");
