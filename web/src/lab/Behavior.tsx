/** One behaviour: what was asked of it and how each candidate does, with everything behind the score of the chosen one. */
import { ArrowLeft } from "lucide-react";
import { useState } from "react";
import { Link, useSearch } from "wouter";
import { i18n } from "../i18n";
import { cx } from "../ui/cx";
import type { LabBehavior, LabCandidate, LabLine } from "../wire.gen";
import { search, useBehavior, useRun, type Split } from "./data";
import { Interval } from "./Interval";
import { behaviorName, candidateName } from "./names";
import { difference, milliseconds, probability, share } from "./numbers";
import { bestOther, kindOf } from "./Overview";
import { Block, Coming, Empty, NUM, SplitSwitch, Table, TD, TH, THN } from "./parts";
import { Run } from "./Run";

export function Behavior({ name }: { name: string }) {
  const query = new URLSearchParams(useSearch());
  const asked = query.get("split");
  const [wanted, setWanted] = useState<Split | null>(asked === "dev" || asked === "test" ? asked : null);
  const [run, setRun] = useState<string | null>(query.get("run"));
  const found = useBehavior(name, wanted);
  const candidates = found.data?.candidates ?? [];
  const subject = candidates.find((each) => each.subject);
  const chosen = run ?? subject?.run ?? null;
  const shown = useRun(chosen, found.data?.split ?? null);
  return (
    <>
      <div className="mb-6 flex flex-wrap items-center gap-x-4 gap-y-2">
        <div className="min-w-0 flex-1 basis-60">
          <Link href="/lab" className="flex w-fit items-center gap-1 rounded-sm text-12 text-muted hover:text-fg coarse:min-h-11">
            <ArrowLeft size={13} className="rtl:-scale-x-100" /> {i18n.t("All behaviours")}
          </Link>
          <h2 className="text-18 font-semibold">{behaviorName(name)}</h2>
        </div>
        {found.data && <SplitSwitch split={found.data.split} onSplit={(split) => (setWanted(split), setRun(null))} />}
      </div>
      {!found.data ? (
        <Coming error={found.error} />
      ) : (
        <>
          {candidates.length > 0 ? (
            <Candidates of={found.data} chosen={chosen} onChoose={setRun} />
          ) : (
            <div className="mb-10">
              <Empty command={`gesso lab eval ${name} --model bayes --split ${found.data.split} --out runs/${name}/bayes.jsonl`}>
                {i18n.t("Nobody has answered these cases yet. Start a run under Runs, or type:")}
              </Empty>
            </div>
          )}
          {shown.data && shown.data.file.behavior === name && <Run of={shown.data} split={found.data.split} />}
          {chosen && !shown.data && <Coming error={shown.error} />}
          <Spec lines={found.data.lines} subject={subject ? candidateName(subject.candidate) : null} />
        </>
      )}
    </>
  );
}

function Candidates({ of, chosen, onChoose }: { of: LabBehavior; chosen: string | null; onChoose(run: string): void }) {
  const subject = of.candidates.find((each) => each.subject);
  const best = bestOther(of.candidates);
  const balanced = of.candidates.some((each) => each.balanced);
  const name = subject ? candidateName(subject.candidate) : "";
  const about =
    of.detectable === null
      ? ""
      : i18n.t("With n = {n} a difference of {least} to as many other cases is found four times in five; on the same cases, smaller ones.", {
          n: subject?.n ?? 0,
          least: share(of.detectable),
        });
  return (
    <Block
      title={i18n.t("Candidates")}
      about={about}
      side={
        of.candidates.length > 1 ? (
          <Link href={`/lab/compare${search({ first: of.candidates[1]?.run, second: of.candidates[0]?.run, split: of.split })}`} className="rounded-sm text-13 text-accent hover:underline coarse:py-3">
            {i18n.t("Compare two, case by case")}
          </Link>
        ) : null
      }
    >
      <Table label={i18n.t("Candidates")}>
        <thead>
          <tr>
            <th className={TH}>{i18n.t("Candidate")}</th>
            <th className={`${TH} w-1/4 min-w-32`}>{i18n.t("Score")}</th>
            <th className={THN}>
              <span className="sr-only">{i18n.t("Score in numbers")}</span>
            </th>
            {balanced && <th className={THN}>{i18n.t("Balanced")}</th>}
            {of.candidates.length > 1 && <th className={THN}>{i18n.t("{name} leads by", { name })}</th>}
            {of.candidates.length > 1 && <th className={THN}>p</th>}
            <th className={THN}>p50</th>
            <th className={THN}>p95</th>
            <th className={THN}>{i18n.t("Prompt")}</th>
            <th className={THN}>n</th>
          </tr>
        </thead>
        <tbody>
          {of.candidates.map((each) => (
            <Candidate key={each.run} of={each} kind={kindOf(each.candidate, best)} balanced={balanced} alone={of.candidates.length === 1} chosen={each.run === chosen} onChoose={onChoose} />
          ))}
        </tbody>
      </Table>
      {!of.same_cases && <p className="mt-2 text-12 text-warn">{i18n.t("The candidates did not answer the same cases; differences are on those two have in common.")}</p>}
    </Block>
  );
}

function Candidate(props: { of: LabCandidate; kind: "trained" | "best" | "plain"; balanced: boolean; alone: boolean; chosen: boolean; onChoose(run: string): void }) {
  const { of, kind } = props;
  const small = "block text-11 text-muted";
  return (
    <tr className={cx(props.chosen && "bg-hover")}>
      <th scope="row" className={`${TD} text-start font-normal`}>
        <button
          type="button"
          title={of.candidate}
          aria-pressed={props.chosen}
          onClick={() => props.onChoose(of.run)}
          className={cx("rounded-sm text-start whitespace-nowrap hover:underline coarse:min-h-11", of.subject && "font-semibold")}
        >
          {candidateName(of.candidate)}
        </button>
        {of.failed > 0 && <span className="block text-11 text-warn">{i18n.t("{count} failed", { count: of.failed })}</span>}
      </th>
      <td className={TD}>
        <Interval low={of.score.low} value={of.score.score} high={of.score.high} kind={kind} />
      </td>
      <td className={`${TD} ${NUM} whitespace-nowrap`}>
        {share(of.score.score)}
        <span className={small}>
          {share(of.score.low)}–{share(of.score.high)}
        </span>
      </td>
      {props.balanced && <td className={`${TD} ${NUM}`}>{share(of.balanced?.value)}</td>}
      {!props.alone && (
        <td className={`${TD} ${NUM} whitespace-nowrap`}>
          {of.lead && (
            <>
              <span className={cx(of.lead.verdict === "better" && "text-ok", of.lead.verdict === "worse" && "text-danger")}>{difference(of.lead.value)}</span>
              <span className={small}>
                {difference(of.lead.low)} {i18n.t("to")} {difference(of.lead.high)}
              </span>
            </>
          )}
        </td>
      )}
      {!props.alone && <td className={`${TD} ${NUM} whitespace-nowrap`}>{of.lead ? probability(of.lead.p) : ""}</td>}
      <td className={`${TD} ${NUM} whitespace-nowrap`}>{milliseconds(of.p50_ms)}</td>
      <td className={`${TD} ${NUM} whitespace-nowrap`}>{milliseconds(of.p95_ms)}</td>
      <td className={`${TD} ${NUM}`}>{of.prompt_tokens ? Math.round(of.prompt_tokens) : "–"}</td>
      <td className={`${TD} ${NUM}`}>{of.n}</td>
    </tr>
  );
}

function Spec({ lines, subject }: { lines: readonly LabLine[]; subject: string | null }) {
  return (
    <Block
      title={i18n.t("The spec, line by line")}
      about={subject ? i18n.t("What is asked of it, how many cases test each line, and how {name} does on them.", { name: subject }) : i18n.t("What is asked of it, and how many cases test each line.")}
    >
      <Table label={i18n.t("The spec, line by line")}>
        <thead>
          <tr>
            <th className={TH}>{i18n.t("Line")}</th>
            <th className={`${TH} min-w-60`}>{i18n.t("Statement")}</th>
            <th className={THN}>{i18n.t("Dev")}</th>
            <th className={THN}>{i18n.t("Test")}</th>
            <th className={THN}>{i18n.t("Contrast")}</th>
            {subject && <th className={`${TH} w-32 min-w-24`}>{i18n.t("Score")}</th>}
            {subject && <th className={THN}>n</th>}
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={line.line}>
              <th scope="row" className={`${TD} text-start align-top font-medium`}>
                {line.line}
              </th>
              <td className={`${TD} max-w-[60ch] align-top`}>{line.statement}</td>
              <Count value={line.dev} />
              <Count value={line.test} />
              <td className={`${TD} ${NUM} align-top text-muted`}>{line.contrast}</td>
              {subject && (
                <td className={`${TD} align-top`}>
                  {line.score && (
                    <span className="flex items-center gap-2">
                      <Interval low={line.score.low} value={line.score.score} high={line.score.high} kind="plain" className="min-w-12 flex-1" />
                      <span className="w-9 text-end">{share(line.score.score)}</span>
                    </span>
                  )}
                </td>
              )}
              {subject && <td className={`${TD} ${NUM} align-top text-muted`}>{line.score?.n ?? "–"}</td>}
            </tr>
          ))}
        </tbody>
      </Table>
    </Block>
  );
}

/** None is a gap in the measurement, and said as one. */
function Count({ value }: { value: number }) {
  return (
    <td className={cx(TD, NUM, "align-top", value === 0 && "font-medium text-warn")}>
      {value}
      {value === 0 && <span className="sr-only"> {i18n.t("(not tested)")}</span>}
    </td>
  );
}
