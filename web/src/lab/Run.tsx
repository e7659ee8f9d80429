/** Behind one score: what was mistaken for what, where it may stay silent, by kind and language, and the worst cases. */
import { ChevronRight } from "lucide-react";
import { useState } from "react";
import { i18n } from "../i18n";
import { Button } from "../ui/button";
import type { Cell, LabRunView, Part, Worst } from "../wire.gen";
import CaseDialog from "./CaseDialog";
import { Curve } from "./Curve";
import { matrix } from "./matrix";
import type { Split } from "./data";
import { Interval } from "./Interval";
import { candidateName, languageName, sliceName } from "./names";
import { share } from "./numbers";
import { Block, NUM, Table, TD, TH, THN, Tinted } from "./parts";


const FEW = 12;

export function Run({ of, split }: { of: LabRunView; split: Split }) {
  const { summary } = of;
  const [open, setOpen] = useState<string | null>(null);
  const name = candidateName(summary.candidate);
  return (
    <div className="mb-2" data-split={split}>
      <div className="grid gap-x-8 md:grid-cols-2">
        <Block title={i18n.t("By kind of case")}>
          <Parts label={i18n.t("By kind of case")} parts={summary.slices} words={sliceName} />
        </Block>
        <Block title={i18n.t("By language")}>
          <Parts label={i18n.t("By language")} parts={summary.languages} words={languageName} />
        </Block>
      </div>
      <div className="grid gap-x-8 md:grid-cols-2">
        {summary.confusion.length > 0 && (
          <Block title={i18n.t("What {name} mistakes for what", { name })} about={i18n.t("Rows are what is right, columns what was answered.")}>
            <Confusion cells={summary.confusion} />
          </Block>
        )}
        {summary.curve.length > 1 && (
          <Block title={i18n.t("If {name} may stay silent", { name })} about={i18n.t("Only answers at least so sure count: the share of them that is right, and the share of all cases that is answered and right.")}>
            <Curve points={summary.curve} />
          </Block>
        )}
      </div>
      {summary.worst.length > 0 && (
        <Block title={i18n.t("Where {name} is most surely wrong", { name })} about={i18n.t("Each opens with its situation, what everybody answered, and the way into a conversation to try it.")}>
          <WorstList worst={summary.worst} onOpen={of.file.own ? setOpen : null} />
        </Block>
      )}
      {open && <CaseDialog behavior={summary.behavior} id={open} onClose={() => setOpen(null)} />}
    </div>
  );
}

function Parts({ label, parts, words }: { label: string; parts: readonly Part[]; words(name: string): string }) {
  const [all, setAll] = useState(false);
  const shown = all ? parts : parts.slice(0, 8);
  return (
    <>
      <ul aria-label={label} className="divide-y divide-line rounded-lg border border-line bg-surface">
        {shown.map((part) => (
          <li key={part.name} className="grid min-h-8 grid-cols-[minmax(0,1fr)_minmax(60px,1fr)_36px_54px] items-center gap-2 px-3 text-12">
            <span className="truncate">{words(part.name)}</span>
            <Interval low={part.low} value={part.score} high={part.high} kind="plain" />
            <span className="text-end tabular-nums">{share(part.score)}</span>
            <span className="text-end whitespace-nowrap text-muted tabular-nums">n = {part.n}</span>
          </li>
        ))}
      </ul>
      {parts.length > 8 && (
        <Button size="sm" kind="muted" className="mt-1" onClick={() => setAll(!all)}>
          {all ? i18n.t("Fewer") : i18n.t("{count} more", { count: parts.length - 8 })}
        </Button>
      )}
    </>
  );
}

function Confusion({ cells }: { cells: readonly Cell[] }) {
  const { targets, answers, of, total } = matrix(cells);
  return (
    <Table label={i18n.t("Mistakes")}>
      <thead>
        <tr>
          <td className={TH}>{i18n.t("right ↓ answered →")}</td>
          {answers.map((answer) => (
            <th key={answer} scope="col" className={THN}>
              {answer}
            </th>
          ))}
          <th scope="col" className={THN}>
            n
          </th>
        </tr>
      </thead>
      <tbody>
        {targets.map((target) => (
          <tr key={target}>
            <th scope="row" className={`${TD} text-start font-normal`}>
              {target}
            </th>
            {answers.map((answer) => {
              const count = of(target, answer);
              return (
                <td key={answer} className="border-t border-line p-1">
                  <Tinted value={count / Math.max(1, total(target))} tone={answer === target ? "ok" : "danger"}>
                    {answer === target ? <b className="font-semibold">{count}</b> : count || "·"}
                  </Tinted>
                </td>
              );
            })}
            <td className={`${TD} ${NUM} text-muted`}>{total(target)}</td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

function WorstList({ worst, onOpen }: { worst: readonly Worst[]; onOpen: ((id: string) => void) | null }) {
  const [all, setAll] = useState(false);
  const shown = all ? worst : worst.slice(0, FEW);
  return (
    <>
      <ol className="divide-y divide-line rounded-lg border border-line bg-surface">
        {shown.map((each) => (
          <li key={each.case}>
            <button
              type="button"
              disabled={!onOpen}
              onClick={() => onOpen?.(each.case)}
              className="flex w-full items-start gap-3 px-4 py-2.5 text-start hover:bg-hover disabled:hover:bg-transparent"
            >
              <span className="min-w-0 flex-1">
                <span dir="auto" className="line-clamp-3 text-13 whitespace-pre-wrap">
                  {each.ask}
                </span>
                <span className="mt-1 flex flex-wrap gap-x-3 text-12 text-muted">
                  <span>
                    {i18n.t("right:")} <span className="text-ok">{each.target}</span>
                  </span>
                  <span className="min-w-0 break-words">
                    {i18n.t("answered:")} <span className="text-danger">{each.answer}</span>
                    {each.score !== null && ` ${share(each.score)}`}
                  </span>
                  <span>
                    {each.spec_id} · {sliceName(each.slice)} · {languageName(each.lang)}
                  </span>
                </span>
              </span>
              {onOpen && <ChevronRight size={15} className="mt-0.5 shrink-0 text-muted rtl:-scale-x-100" aria-hidden />}
            </button>
          </li>
        ))}
      </ol>
      {worst.length > FEW && (
        <Button size="sm" kind="muted" className="mt-1" onClick={() => setAll(!all)}>
          {all ? i18n.t("Fewer") : i18n.t("{count} more", { count: worst.length - FEW })}
        </Button>
      )}
    </>
  );
}
