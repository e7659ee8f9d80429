/** People's win rates: two answers, whose they are not said; 1 and 2 choose, 0 is a tie, Backspace takes the last back. */
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useSearch } from "wouter";
import { forget, queries } from "../data";
import { i18n } from "../i18n";
import { Button } from "../ui/button";
import { sayError } from "../ui/toast";
import type { LabJudging, LabPair, LabVerdictIn, LabWins } from "../wire.gen";
import { PairChoice, usePair } from "./Compare";
import { judge, judging, takeBack, useLab, useWins } from "./data";
import { Interval } from "./Interval";
import { behaviorName, candidateName } from "./names";
import { share } from "./numbers";
import { Bar, Block, Coming, Empty, Table, NUM, TD, TH, THN } from "./parts";

type Choice = LabVerdictIn["choice"];
export const KEYS: Record<string, Choice | "back"> = { "1": "left", "2": "right", "0": "tie", Backspace: "back" };

export function Judge() {
  useSearch();
  const { first, second, choose } = usePair("judge");
  const lab = useLab(null);
  const wins = useWins();
  if (!lab.data) return <Coming error={lab.error} />;
  const enough = lab.data.files.filter((file) => !file.fault && file.own).length > 1;
  return (
    <>
      <Block title={i18n.t("Which is better?")} about={i18n.t("Two answers to the same case, blind and in an order of your own. What you decide counts beside the judgement of models, in the same form.")}>
        {enough ? (
          <PairChoice files={lab.data.files.filter((file) => file.own)} first={first} second={second} choose={choose} />
        ) : (
          <Empty command={`gesso lab eval title --model rule --split dev --out "${lab.data.folder}/runs/title/rule.jsonl"`}>{i18n.t("Two runs of one behaviour are needed. Measure two candidates under Runs, or type:")}</Empty>
        )}
        {enough && first && second && <Pairs key={first + second} first={first} second={second} />}
      </Block>
      {wins.data && wins.data.length > 0 && <Wins of={wins.data} />}
    </>
  );
}

function Pairs({ first, second }: { first: string; second: string }) {
  const asked = judging(first, second);
  const found = useQuery(asked);
  const [busy, setBusy] = useState(false);
  const take = async (next: Promise<LabJudging>) => {
    setBusy(true);
    try {
      queries.setQueryData(asked.queryKey, await next);
      void queries.invalidateQueries({ queryKey: ["lab", "wins"] });
    } catch (error) {
      sayError(error);
      forget("lab");
    }
    setBusy(false);
  };
  const pair = found.data?.pair ?? null;
  const decide = (choice: Choice) => pair && !busy && void take(judge({ first, second, case: pair.case, choice }));
  const back = () => !busy && (found.data?.done ?? 0) > 0 && void take(takeBack(first, second));
  useKeysFor((what) => (what === "back" ? back() : decide(what)));
  if (!found.data) return <Coming error={found.error} rows={3} />;
  const { done, total, equal } = found.data;
  const progress = i18n.t("{done} of {total} pairs", { done, total });
  return (
    <>
      <div className="mb-4 flex flex-wrap items-center gap-x-4 gap-y-1">
        <div className="min-w-32 flex-1">
          <Bar done={done} total={total} label={progress} />
        </div>
        <p role="status" className="text-12 text-muted tabular-nums">
          {progress}
          {equal > 0 && ` · ${i18n.t("{equal} with equal answers left out", { equal })}`}
        </p>
        <Button size="sm" kind="muted" disabled={busy || done === 0} onClick={back}>
          {i18n.t("Take the last back")} <Key>⌫</Key>
        </Button>
      </div>
      {pair ? <Pair of={pair} busy={busy} onDecide={decide} /> : <Empty>{total === 0 ? i18n.t("Both gave the same answer to every case.") : i18n.t("You have judged every pair. Thank you.")}</Empty>}
    </>
  );
}

function useKeysFor(run: (what: Choice | "back") => void): void {
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const what = KEYS[event.key];
      const busy = event.target instanceof Element && event.target.closest("input, textarea, select, [contenteditable], [role=dialog]");
      if (!what || busy || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
      event.preventDefault();
      run(what);
    };
    addEventListener("keydown", listen);
    return () => removeEventListener("keydown", listen);
  });
}

const Key = ({ children }: { children: string }) => <kbd className="rounded-sm border border-line px-1 font-ui text-11 text-muted max-md:hidden">{children}</kbd>;

function Pair({ of, busy, onDecide }: { of: LabPair; busy: boolean; onDecide(choice: Choice): void }) {
  const sides: [Choice, string, string, string][] = [
    ["left", "1", i18n.t("First answer"), of.left],
    ["right", "2", i18n.t("Second answer"), of.right],
  ];
  return (
    <>
      {of.earlier.map((said, at) => (
        <p key={at} dir="auto" className="mb-2 ms-auto w-fit max-w-full rounded-lg border border-line px-3 py-2 text-13 text-muted whitespace-pre-wrap">
          {said}
        </p>
      ))}
      {of.text && (
        <pre dir="auto" tabIndex={0} aria-label={i18n.t("The document")} className="mb-3 max-h-60 overflow-auto rounded-lg border border-line bg-sunken px-3 py-2 text-12 whitespace-pre-wrap">
          {of.text}
        </pre>
      )}
      <p dir="auto" className="mb-4 ms-auto w-fit max-w-full rounded-lg bg-sunken px-3 py-2 text-13 break-words whitespace-pre-wrap">
        {of.ask}
      </p>
      <div className="grid gap-4 md:grid-cols-2">
        {sides.map(([choice, key, words, text]) => (
          <div key={choice} className="flex min-w-0 flex-col rounded-lg border border-line bg-surface">
            <div dir="auto" role="region" aria-label={words} tabIndex={0} className="max-h-80 min-h-24 flex-1 overflow-y-auto px-4 py-3 text-14 break-words whitespace-pre-wrap">
              {text}
            </div>
            <div className="border-t border-line p-2">
              <Button className="w-full" disabled={busy} onClick={() => onDecide(choice)}>
                {choice === "left" ? i18n.t("The first is better") : i18n.t("The second is better")} <Key>{key}</Key>
              </Button>
            </div>
          </div>
        ))}
      </div>
      <div className="mt-3 flex justify-center">
        <Button disabled={busy} onClick={() => onDecide("tie")}>
          {i18n.t("Neither: a tie")} <Key>0</Key>
        </Button>
      </div>
    </>
  );
}

function Wins({ of }: { of: readonly LabWins[] }) {
  return (
    <Block title={i18n.t("Win rates")} about={i18n.t("How often the first was found better, ties counting half; the line is the 95 % interval.")}>
      <Table label={i18n.t("Win rates")}>
        <thead>
          <tr>
            <th className={TH}>{i18n.t("Behaviour")}</th>
            <th className={TH}>{i18n.t("First")}</th>
            <th className={TH}>{i18n.t("Second")}</th>
            <th className={TH}>{i18n.t("Judged by")}</th>
            <th className={`${TH} w-1/4 min-w-32`}>{i18n.t("Win rate")}</th>
            <th className={THN}>
              <span className="sr-only">{i18n.t("Win rate in numbers")}</span>
            </th>
            <th className={THN}>{i18n.t("Ties")}</th>
            <th className={THN}>n</th>
          </tr>
        </thead>
        <tbody>
          {of.map((each) => (
            <tr key={[each.behavior, each.first, each.second, each.by].join()}>
              <td className={TD}>{behaviorName(each.behavior)}</td>
              <td className={TD}>{candidateName(each.first)}</td>
              <td className={TD}>{candidateName(each.second)}</td>
              <td className={TD}>{each.by === "people" ? i18n.t("people") : each.by.replace(/^model:/, "")}</td>
              <td className={TD}>
                <Interval low={each.rate.low} value={each.rate.value} high={each.rate.high} kind="best" />
              </td>
              <td className={`${TD} ${NUM}`}>{share(each.rate.value)}</td>
              <td className={`${TD} ${NUM}`}>{each.ties}</td>
              <td className={`${TD} ${NUM}`}>{each.n}</td>
            </tr>
          ))}
        </tbody>
      </Table>
    </Block>
  );
}
