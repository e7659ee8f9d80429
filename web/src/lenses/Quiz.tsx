/**
 * Questions from the text, one at a time: think, look, say how well it was known. What is due is asked first; SM-2 says
 * when. How well one knew is this browser's own and goes nowhere.
 */
import { useState } from "react";
import { i18n } from "../i18n";
import { Button } from "../ui/button";
import type { Datum } from "../wire.gen";
import { Item, type Shown } from "./Shapes";
import { type Card, dayOf, fresh, graded, type Grade } from "./sm2";

const KEY = "gesso.lenses.cards";
const MOST = 3_000;

function kept(): Record<string, Card> {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? "{}") as Record<string, Card>;
  } catch {
    return {};
  }
}

export function Quiz({ view, doing }: Shown) {
  const [cards, setCards] = useState(kept);
  const [seen, setSeen] = useState<string | null>(null);
  const [all, setAll] = useState(false);
  const today = dayOf(Date.now());
  const due = view.data.filter((datum) => (cards[datum.id] ?? fresh).due <= today);
  // What was known least comes first; new ones in the order of the text.
  const [now] = due.toSorted((a, b) => (cards[a.id]?.easiness ?? 2.5) - (cards[b.id]?.easiness ?? 2.5));
  const answer = (datum: Datum, grade: Grade) => {
    const { [datum.id]: before, ...rest } = cards;
    const next = { ...rest, [datum.id]: graded(before ?? fresh, grade, today) };
    localStorage.setItem(KEY, JSON.stringify(Object.fromEntries(Object.entries(next).slice(-MOST))));
    setCards(next);
    setSeen(null);
  };
  const grades: [Grade, string][] = [
    [1, i18n.t("Not known")],
    [3, i18n.t("Hard")],
    [4, i18n.t("Good")],
    [5, i18n.t("Easy")],
  ];
  return (
    <div className="mt-3">
      {now ? (
        <section aria-label={i18n.t("Question")} className="rounded-lg border border-line bg-surface p-4">
          <p className="text-12 text-muted">
            {now.group}
            {now.group && " · "}
            {i18n.t("{count} to answer today", { count: due.length })}
          </p>
          <p dir="auto" className="mt-2 font-serif text-18">
            {now.label}
          </p>
          {seen === now.id ? (
            <>
              <p dir="auto" className="mt-3 border-t border-line pt-3 text-14 font-medium">
                {now.detail}
              </p>
              <div className="mt-4 flex flex-wrap gap-2">
                {grades.map(([grade, words]) => (
                  <Button key={grade} size="sm" onClick={() => answer(now, grade)}>
                    {words}
                  </Button>
                ))}
                <span className="flex-1" />
                <Button size="sm" kind="quiet" onClick={() => doing.go(now)}>
                  {i18n.t("Show it in the text")}
                </Button>
              </div>
            </>
          ) : (
            <Button kind="primary" className="mt-4" autoFocus onClick={() => setSeen(now.id)}>
              {i18n.t("Show the answer")}
            </Button>
          )}
        </section>
      ) : (
        view.data.length > 0 && <p className="rounded-lg bg-sunken p-4 text-14">{i18n.t("Nothing is due today. Come back tomorrow.")}</p>
      )}
      {view.data.length > 0 && (
        <div className="mt-4 flex items-center gap-2">
          <Button size="sm" kind="quiet" aria-expanded={all} onClick={() => setAll(!all)}>
            {all ? i18n.t("Hide the questions") : i18n.t("All questions")}
          </Button>
          {doing.able && (
            <Button size="sm" kind="quiet" onClick={() => doing.act({ command: "insert", label: "", args: {} }, { count: 10 })}>
              {i18n.t("Put ten under the text")}
            </Button>
          )}
        </div>
      )}
      {all && (
        <div className="-mx-2 mt-2">
          {view.data.map((datum) => (
            <Item key={datum.id} datum={{ ...datum, detail: "" }} doing={doing} />
          ))}
        </div>
      )}
    </div>
  );
}
