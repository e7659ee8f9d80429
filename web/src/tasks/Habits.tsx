/** What one asks for again and again: each suggestion with the asks it came from, to be made a task or put aside. */
import { Lightbulb, Plus } from "lucide-react";
import { Link, useLocation } from "wouter";
import { i18n } from "../i18n";
import { actOn } from "../inbox/data";
import { Coming } from "../lab/parts";
import { Button } from "../ui/button";
import { say, sayError } from "../ui/toast";
import type { HabitView } from "../wire.gen";
import { useNow } from "./clockwork";
import { useHabits } from "./data";
import { dayName, moment, zoneHere } from "./times";

export default function Habits() {
  const habits = useHabits();
  if (!habits.data) return <Coming error={habits.error} rows={3} />;
  const open = habits.data.filter((habit) => habit.until === null);
  const aside = habits.data.filter((habit) => habit.until !== null);
  return (
    <>
      <p className="max-w-[62ch] text-13 text-muted">
        {i18n.t("What you ask for three times on two days within two weeks is suggested as a task, one at a time. The words alone decide: no model reads along, and nothing is made unless you make it.")}
      </p>
      {open.length === 0 && (
        <p className="mt-6 rounded-lg border border-dashed border-line px-6 py-10 text-center text-13 text-muted">
          {i18n.t("Nothing to suggest now. Ask as you like in your conversations.")}
        </p>
      )}
      {open.map((habit) => (
        <Suggested key={habit.notice} habit={habit} />
      ))}
      {aside.length > 0 && (
        <section className="mt-10" aria-label={i18n.t("Put aside")}>
          <h2 className="mb-2 text-13 font-medium text-muted">{i18n.t("Put aside")}</h2>
          <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
            {aside.map((habit) => (
              <Aside key={habit.notice} habit={habit} />
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

function Suggested({ habit }: { habit: HabitView }) {
  const [, go] = useLocation();
  const now = useNow();
  const days = new Set(habit.asks.map((ask) => dayName(ask.at, zoneHere(), now))).size;
  const make = () => {
    void actOn(habit.notice, "make").catch(sayError);
    go(`/tasks?say=${encodeURIComponent(habit.text)}`);
  };
  return (
    <section aria-label={habit.text} className="mt-6 overflow-hidden rounded-lg border border-line bg-surface">
      <div className="flex items-start gap-2.5 px-4 pt-3 pb-2.5">
        <Lightbulb size={16} aria-hidden className="mt-0.5 shrink-0 text-agent" />
        <div className="min-w-0 flex-1">
          <h2 dir="auto" className="text-14 font-medium wrap-anywhere">
            {habit.text}
          </h2>
          <p className="text-13 text-muted">{i18n.t("Asked {times} times on {days} days, mostly about {usual}", { times: habit.asks.length, days, usual: habit.usual })}</p>
        </div>
      </div>
      <div className="border-t border-line px-4 py-2.5">
        <h3 className="mb-1 text-12 font-medium text-muted">{i18n.t("Why this is suggested")}</h3>
        <ul className="text-13">
          {habit.asks.map((ask) => (
            <li key={ask.at + ask.room}>
              <Link href={`/r/${ask.room}`} className="-mx-2 flex flex-wrap gap-x-3 rounded-md px-2 py-1 hover:bg-hover coarse:py-2.5">
                <span className="w-36 shrink-0 text-muted tabular-nums">{moment(ask.at, zoneHere(), now)}</span>
                <span dir="auto" className="min-w-0 flex-1 basis-60 truncate">
                  {ask.text}
                </span>
              </Link>
            </li>
          ))}
        </ul>
      </div>
      <footer className="flex flex-wrap gap-1.5 border-t border-line px-3 py-2">
        <Button size="sm" kind="primary" onClick={make}>
          <Plus size={13} /> {i18n.t("Make a task of it")}
        </Button>
        <Button size="sm" onClick={() => void actOn(habit.notice, "dismiss").then(() => say(i18n.t("Not suggested again for a while.")), sayError)}>
          {i18n.t("Put aside")}
        </Button>
      </footer>
    </section>
  );
}

function Aside({ habit }: { habit: HabitView }) {
  const now = useNow();
  return (
    <li className="px-4 py-2.5 text-13">
      <span dir="auto" className="block truncate">
        {habit.text}
      </span>
      <span className="text-12 text-muted">
        {habit.task ? (
          <Link href={`/tasks/t/${habit.task}`} className="underline underline-offset-2 hover:text-fg">
            {i18n.t("A task does it")}
          </Link>
        ) : (
          habit.until && i18n.t("Not suggested before {date}", { date: dayName(habit.until, zoneHere(), now) })
        )}
      </span>
    </li>
  );
}
