/**
 * Questions from the text, one at a time: think, look, say how well it was known. What is due is asked first; the server
 * keeps how well each was known for this person alone and says when it is asked again (SM-2), on whatever device.
 */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../api";
import { i18n } from "../i18n";
import { Button } from "../ui/button";
import { sayError } from "../ui/toast";
import type { Datum, KnownCardView } from "../wire.gen";
import { Item, type Shown } from "./Shapes";

const FRESH = { due: 0, easiness: 2_500 };
/** The day where the person is, counted from 1970. */
const today = () => Math.floor((Date.now() - 60_000 * new Date().getTimezoneOffset()) / 86_400_000);

type Known = Readonly<Record<string, KnownCardView>>;

export function Quiz({ view, doing }: Shown) {
  const ids = view.data.map((datum) => datum.id);
  const known = useQuery({
    queryKey: ["known-cards", ids.join()],
    queryFn: async (): Promise<Known> => Object.fromEntries((await api.post<KnownCardView[]>("/cards/known", { cards: ids })).map((card) => [card.card, card])),
  });
  const [answered, setAnswered] = useState<Known>({});
  const cards: Known = { ...known.data, ...answered };
  const [seen, setSeen] = useState<string | null>(null);
  const [all, setAll] = useState(false);
  const due = known.data ? view.data.filter((datum) => (cards[datum.id] ?? FRESH).due <= today()) : [];
  // What was known least comes first; new ones in the order of the text.
  const [now] = due.toSorted((a, b) => (cards[a.id] ?? FRESH).easiness - (cards[b.id] ?? FRESH).easiness);
  const answer = (datum: Datum, grade: number) =>
    void api.post<KnownCardView>("/cards", { card: datum.id, grade, today: today() }).then((card) => {
      setAnswered((before) => ({ ...before, [card.card]: card }));
      setSeen(null);
    }, sayError);
  const grades: [number, string][] = [
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
        view.data.length > 0 && known.data && <p className="rounded-lg bg-sunken p-4 text-14">{i18n.t("Nothing is due today. Come back tomorrow.")}</p>
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
