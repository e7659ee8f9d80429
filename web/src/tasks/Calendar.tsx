/**
 * The month of tasks: what was and what is planned, each with its reason on a click. Wide, a grid that the arrow keys walk;
 * on a phone a list of the days on which something lies.
 */
import { ChevronLeft, ChevronRight } from "lucide-react";
import { lazy, Suspense, useEffect, useMemo, useRef, useState, type RefObject } from "react";
import { Link } from "wouter";
import { i18n } from "../i18n";
import { Coming } from "../lab/parts";
import { usePhone } from "../shell/sheet";
import { Button, IconButton } from "../ui/button";
import { cx } from "../ui/cx";
import { addDays, addMonths, byDay, grouped, moved, weeksOf, type Entry, type Group } from "./calendar";
import { useNow } from "./clockwork";
import { useCalendar } from "./data";
import { noteOf } from "./Dates";
import { lateness, RunLinks } from "./History";
import { Sign, stateName } from "./states";
import { clock, dayIn, dayName, longDay, monthName, weekdayName, zoneHere } from "./times";

const Float = lazy(() => import("../ui/Float"));
const IN_CELL = 4; // a week with a full day is taller than the others

/** An entry, or with `day` all that lie on it. */
interface Open {
  readonly day: string | undefined;
  readonly groups: readonly Group[];
  readonly anchor: RefObject<HTMLElement | null>;
}
type OnOpen = (groups: readonly Group[], from: HTMLElement, day?: string) => void;

export default function Calendar() {
  const here = zoneHere();
  const today = dayIn(useNow(), here);
  const [month, setMonth] = useState(today.slice(0, 7));
  const [open, setOpen] = useState<Open | null>(null);
  const phone = usePhone();
  const weeks = useMemo(() => weeksOf(month), [month]);
  const first = weeks[0]?.[0] ?? today;
  const last = weeks.at(-1)?.[6] ?? today;
  // A day more on both sides: the first and last days of a month begin and end elsewhere in UTC.
  const found = useCalendar(`${addDays(first, -1)}T00:00:00Z`, `${addDays(last, 2)}T00:00:00Z`);
  const days = useMemo(() => byDay(found.data?.runs ?? [], found.data?.planned ?? [], here), [found.data, here]);
  const onOpen: OnOpen = (groups, from, day) => setOpen({ day, groups, anchor: { current: from } });
  return (
    <>
      <div className="mb-4 flex items-center gap-1">
        <h2 className="flex-1 text-16 font-semibold first-letter:uppercase" aria-live="polite">
          {monthName(month)}
        </h2>
        {month !== today.slice(0, 7) && (
          <Button size="sm" kind="muted" onClick={() => setMonth(today.slice(0, 7))}>
            {i18n.t("Today")}
          </Button>
        )}
        <IconButton label={i18n.t("Month before")} onClick={() => setMonth(addMonths(month, -1))}>
          <ChevronLeft size={16} className="rtl:-scale-x-100" />
        </IconButton>
        <IconButton label={i18n.t("Next month")} onClick={() => setMonth(addMonths(month, 1))}>
          <ChevronRight size={16} className="rtl:-scale-x-100" />
        </IconButton>
      </div>
      {!found.data ? (
        <Coming error={found.error} />
      ) : phone ? (
        <Agenda month={month} days={days} today={today} onOpen={onOpen} />
      ) : (
        <Grid month={month} weeks={weeks} days={days} today={today} onMonth={setMonth} onOpen={onOpen} />
      )}
      {open && (
        <Suspense fallback={null}>
          <Float anchor={open.anchor} label={open.day ? longDay(open.day) : (open.groups[0]?.entries[0].title ?? "")} className={open.day ? "w-88 p-2!" : "w-80 p-3!"} onClose={() => setOpen(null)}>
            {open.day ? <Day day={open.day} groups={open.groups} /> : open.groups.map((group) => <About key={group.entries[0].id} group={group} />)}
          </Float>
        </Suspense>
      )}
    </>
  );
}

interface GridProps {
  readonly month: string;
  readonly weeks: readonly (readonly string[])[];
  readonly days: ReadonlyMap<string, readonly Entry[]>;
  readonly today: string;
  onMonth(month: string): void;
  readonly onOpen: OnOpen;
}

/** One day has the keyboard; arrows go from day to day, Enter into its entries, which arrows walk, Escape back to the day. */
function Grid({ month, weeks, days, today, onMonth, onOpen }: GridProps) {
  const [at, setAt] = useState(today);
  const table = useRef<HTMLTableElement>(null);
  const follow = useRef(false);
  const inside = weeks.some((week) => week.includes(at)) ? at : `${month}-01`;
  useEffect(() => {
    if (!follow.current) return;
    follow.current = false;
    table.current?.querySelector<HTMLElement>(`[data-day="${inside}"]`)?.focus();
  }, [inside, month]);
  return (
    <table
      ref={table}
      role="grid"
      aria-label={monthName(month)}
      className="w-full table-fixed border-separate border-spacing-0 overflow-hidden rounded-lg border border-line bg-surface"
      onKeyDown={(event) => {
        const cell = (event.target as HTMLElement).closest<HTMLElement>("[data-day]");
        const day = cell?.dataset["day"];
        if (!cell || !day) return;
        if (event.target !== cell) {
          if (event.key === "Escape") return cell.focus();
          const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
          if (!step) return;
          event.preventDefault();
          const all = [...cell.querySelectorAll("button")];
          return all[all.indexOf(event.target as HTMLButtonElement) + step]?.focus();
        }
        if (event.key === "Enter") return cell.querySelector("button")?.focus();
        const to = moved(day, event.key, document.documentElement.dir === "rtl");
        if (!to) return;
        event.preventDefault();
        follow.current = true;
        setAt(to);
        if (to.slice(0, 7) !== month) onMonth(to.slice(0, 7));
      }}
    >
      <thead>
        <tr>
          {[0, 1, 2, 3, 4, 5, 6].map((day) => (
            <th key={day} scope="col" abbr={weekdayName(day, "long")} className="border-b border-line px-2 py-1.5 text-start text-12 font-medium text-muted">
              {weekdayName(day, "short")}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {weeks.map((week) => (
          <tr key={week[0]}>
            {week.map((day) => (
              <Cell key={day} day={day} entries={days.get(day) ?? []} today={today} other={!day.startsWith(month)} current={day === inside} onOpen={onOpen} />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Cell(props: { day: string; entries: readonly Entry[]; today: string; other: boolean; current: boolean; onOpen: OnOpen }) {
  const { day, entries, today } = props;
  const groups = grouped(entries);
  const shown = groups.length <= IN_CELL ? groups : groups.slice(0, IN_CELL - 1);
  return (
    <td
      role="gridcell"
      data-day={day}
      tabIndex={props.current ? 0 : -1}
      aria-current={day === today ? "date" : undefined}
      className={cx(
        "h-24 border-line p-1 align-top not-first:border-s [tr:not(:first-child)>&]:border-t focus-visible:-outline-offset-2",
        props.other && "bg-sunken/60",
      )}
    >
      <span className="sr-only">{`${longDay(day)}, ${i18n.t("{count, plural, =0 {nothing} one {# entry} other {# entries}}", { count: groups.length })}`}</span>
      <span aria-hidden className={cx("mb-0.5 inline-grid h-5 min-w-5 place-items-center px-1 text-12 tabular-nums", day === today ? "rounded-full bg-accent font-semibold text-on-accent" : "text-muted")}>
        {Number(day.slice(8))}
      </span>
      <ul className="space-y-0.5">
        {shown.map((group) => (
          <li key={group.entries[0].id}>
            <Line group={group} onOpen={props.onOpen} compact />
          </li>
        ))}
        {shown.length < groups.length && (
          <li>
            <button
              type="button"
              tabIndex={-1}
              aria-haspopup="dialog"
              className="h-6 rounded-sm px-1 text-12 text-muted hover:bg-hover hover:text-fg"
              onClick={(event) => props.onOpen(groups, event.currentTarget, day)}
            >
              {i18n.t("{n} more", { n: groups.length - shown.length })}
            </button>
          </li>
        )}
      </ul>
    </td>
  );
}

function Line({ group, onOpen, compact, autoFocus }: { group: Group; onOpen: OnOpen; compact?: boolean; autoFocus?: boolean }) {
  const here = zoneHere();
  const [entry] = group.entries;
  const state = entry.run?.state ?? "planned";
  const late = entry.run ? lateness(entry.run) : "";
  const many = group.entries.length;
  return (
    <button
      type="button"
      tabIndex={compact ? -1 : 0}
      autoFocus={autoFocus}
      aria-haspopup="dialog"
      onClick={(event) => onOpen([group], event.currentTarget)}
      className={cx(
        "flex w-full items-center gap-1.5 rounded-sm text-start hover:bg-hover",
        compact ? "h-6 px-1 text-12" : "min-h-11 px-3 text-13",
        state === "failed" && "bg-danger-soft",
        state === "missed" && "bg-warn-soft",
      )}
    >
      <Sign state={state} size={compact ? 12 : 14} />
      <span className="tabular-nums">{clock(entry.utc, here)}</span>
      <span dir="auto" className={cx("min-w-0 flex-1 truncate", state === "planned" && "text-muted")}>
        {entry.title}
      </span>
      {!compact && <span className="shrink-0 text-12 text-muted">{[stateName(state), late].filter(Boolean).join(" · ")}</span>}
      {compact && <span className="sr-only">{stateName(state)}</span>}
      {compact && late && <span className="shrink-0 text-11 text-warn">{i18n.t("late")}</span>}
      {many > 1 && <span className="shrink-0 rounded-full bg-sunken px-1.5 text-11 text-muted tabular-nums">×{many}</span>}
    </button>
  );
}

function Agenda({ month, days, today, onOpen }: Pick<GridProps, "month" | "days" | "today" | "onOpen">) {
  const now = useNow();
  const here = zoneHere();
  const shown = [...days].filter(([day]) => day.startsWith(month)).sort(([a], [b]) => (a < b ? -1 : 1));
  if (shown.length === 0) return <p className="py-8 text-center text-13 text-muted">{i18n.t("Nothing was and nothing is planned in this month.")}</p>;
  return (
    <ol className="space-y-4">
      {shown.map(([day, entries]) => (
        <li key={day}>
          <h3 className={cx("mb-1 text-12 font-medium", day === today ? "text-accent" : "text-muted")}>{dayName(entries[0]?.utc ?? day, here, now)}</h3>
          <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
            {grouped(entries).map((group) => (
              <li key={group.entries[0].id}>
                <Line group={group} onOpen={onOpen} />
              </li>
            ))}
          </ul>
        </li>
      ))}
    </ol>
  );
}

/** All that lies on a day; of an entry more in its place, and back. */
function Day({ day, groups }: { day: string; groups: readonly Group[] }) {
  const [open, setOpen] = useState<Group | null>(null);
  const [last, setLast] = useState<Group | null>(null);
  if (open) {
    return (
      <div
        data-inner
        className="space-y-2 p-1"
        onKeyDown={(event) => {
          if (event.key === "Escape") setOpen(null);
        }}
      >
        <button type="button" autoFocus className="flex min-h-8 items-center gap-1 rounded-sm text-13 text-muted hover:text-fg" onClick={() => setOpen(null)}>
          <ChevronLeft size={14} aria-hidden className="rtl:-scale-x-100" />
          {longDay(day)}
        </button>
        <About group={open} />
      </div>
    );
  }
  return (
    <>
      <h3 className="px-3 py-1.5 text-13 font-medium first-letter:uppercase">{longDay(day)}</h3>
      <ul>
        {groups.map((group) => (
          <li key={group.entries[0].id}>
            <Line
              group={group}
              autoFocus={group === last}
              onOpen={() => {
                setLast(group);
                setOpen(group);
              }}
            />
          </li>
        ))}
      </ul>
    </>
  );
}

/** Of one entry why it is as it is; of many the times. */
function About({ group }: { group: Group }) {
  const now = useNow();
  const here = zoneHere();
  const [entry, ...more] = group.entries;
  const run = entry.run;
  const facts = [run ? lateness(run) : "", noteOf(entry.note)].filter(Boolean).join(" · ");
  return (
    <div className="space-y-2 text-13">
      <p className="flex items-center gap-2 font-medium">
        <Sign state={run?.state ?? "planned"} />
        {stateName(run?.state ?? "planned")}
        <span className="font-normal text-muted tabular-nums">
          {dayName(entry.utc, here, now)}, {clock(entry.utc, here)}
        </span>
      </p>
      <p dir="auto" className="font-medium wrap-anywhere">
        {entry.title}
      </p>
      {facts && <p className="text-muted">{facts}</p>}
      {run?.reason && (
        <p dir="auto" className="text-muted wrap-anywhere">
          {run.reason}
        </p>
      )}
      {more.length > 0 && (
        <p className="max-h-32 overflow-y-auto text-muted tabular-nums">{group.entries.map((each) => clock(each.utc, here)).join(", ")}</p>
      )}
      {run && more.length === 0 && <RunLinks run={run} />}
      <Link href={`/tasks/t/${entry.task}`} className="inline-block text-accent underline underline-offset-2">
        {i18n.t("Open the task")}
      </Link>
    </div>
  );
}
