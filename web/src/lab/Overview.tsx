/** The overview: each behaviour with every candidate's score as a mark with its interval, what is tested, what is shipped. */
import { Download, TriangleAlert } from "lucide-react";
import { useState } from "react";
import { Link } from "wouter";
import { i18n } from "../i18n";
import { cx } from "../ui/cx";
import type { LabRow, LabScore } from "../wire.gen";
import { search, useLab, type Split } from "./data";
import { Interval } from "./Interval";
import { behaviorName, candidateName, trained } from "./names";
import { share } from "./numbers";
import { Block, Coming, Empty, SplitSwitch } from "./parts";

export function Overview() {
  const [wanted, setWanted] = useState<Split | null>(null);
  const lab = useLab(wanted);
  if (!lab.data) return <Coming error={lab.error} rows={8} />;
  const { rows, split, files } = lab.data;
  const measured = rows.filter((row) => row.scores.length > 0);
  const bare = rows.filter((row) => row.scores.length === 0);
  return (
    <>
      <Block
        title={i18n.t("What was measured")}
        about={
          split === "test"
            ? i18n.t("Test cases: no adapter was trained or chosen on them; the rules were written with some in sight. The line is the 95 % interval.")
            : i18n.t("Dev cases: what was chosen on them is flattered by them. The line is the 95 % interval.")
        }
        side={
          <div className="flex items-center gap-2">
            {measured.length > 0 && (
              <a
                href={`/api/lab/report${search({ split })}`}
                download
                className="flex h-8 items-center gap-2 rounded-md border border-line bg-surface px-3 text-13 hover:border-line-strong hover:bg-hover coarse:h-11"
              >
                <Download size={14} />
                {i18n.t("Report")}
              </a>
            )}
            <SplitSwitch split={split} onSplit={setWanted} />
          </div>
        }
      >
        {measured.length > 0 ? (
          <>
            <Legend />
            <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
              {measured.map((row) => (
                <Row key={row.behavior} row={row} split={split} />
              ))}
            </ul>
          </>
        ) : (
          <Empty command={`gesso lab eval open_canvas --model rule --split ${split} --out "${lab.data.folder}/runs/open_canvas/rule.jsonl"`}>
            {files.some((file) => !file.fault)
              ? i18n.t("Nothing was measured on these cases yet. Start a run under Runs, or type:")
              : i18n.t("Nothing was measured yet. Start a run under Runs, or type:")}
          </Empty>
        )}
      </Block>
      {bare.length > 0 && measured.length > 0 && (
        <Block title={i18n.t("Not measured here")} about={i18n.t("Specified and with cases, but without a run on these.")}>
          <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
            {bare.map((row) => (
              <Row key={row.behavior} row={row} split={split} />
            ))}
          </ul>
        </Block>
      )}
    </>
  );
}

function Legend() {
  return (
    <p className="mb-2 flex flex-wrap gap-x-4 gap-y-1 text-12 text-muted">
      <span className="flex items-center gap-1.5">
        <span aria-hidden className="size-2.5 bg-agent" /> {i18n.t("what the product does, or a trained adapter")}
      </span>
      <span className="flex items-center gap-1.5">
        <span aria-hidden className="size-2.5 rounded-full bg-accent" /> {i18n.t("the best of the others")}
      </span>
      <span className="flex items-center gap-1.5">
        <span aria-hidden className="size-2 rounded-full bg-muted" /> {i18n.t("the rest")}
      </span>
    </p>
  );
}

/** The best of those that are neither trained nor the product: what a trained one has to beat. */
export const bestOther = (scores: readonly { candidate: string }[]): string | undefined => scores.find((score) => !trained(score.candidate))?.candidate;

export const kindOf = (candidate: string, best: string | undefined) => (trained(candidate) ? "trained" : candidate === best ? "best" : "plain");

function Row({ row, split }: { row: LabRow; split: Split }) {
  const best = bestOther(row.scores);
  const name = behaviorName(row.behavior);
  return (
    <li className="grid gap-x-6 gap-y-3 px-4 py-3 md:grid-cols-[200px_minmax(0,1fr)]">
      <div className="min-w-0">
        <h3 className="text-13 font-semibold">
          <Link href={`/lab/b/${row.behavior}${search({ split })}`} className="rounded-sm hover:underline">
            {name}
          </Link>
        </h3>
        <p className="mt-0.5 text-12 text-muted">{i18n.t("{dev} dev, {test} test · {languages} languages", { dev: row.dev, test: row.test, languages: row.languages })}</p>
        <p className={cx("mt-0.5 flex items-start gap-1 text-12", row.untested.length > 0 ? "text-warn" : "text-muted")}>
          {row.untested.length > 0 && <TriangleAlert size={13} className="mt-0.5 shrink-0" aria-hidden />}
          {row.untested.length > 0
            ? i18n.t("{count} of {lines} spec lines without a case", { count: row.untested.length, lines: row.lines })
            : i18n.t("{lines} spec lines, all tested", { lines: row.lines })}
        </p>
        <p className="mt-0.5 truncate text-12 text-muted">{row.shipped ? i18n.t("shipped: {version}", { version: row.shipped }) : i18n.t("rules decide")}</p>
      </div>
      {row.scores.length > 0 && (
        <ul className="min-w-0 self-center">
          {row.scores.map((score) => (
            <Score key={score.run} score={score} best={best} />
          ))}
        </ul>
      )}
    </li>
  );
}

function Score({ score, best }: { score: LabScore; best: string | undefined }) {
  const kind = kindOf(score.candidate, best);
  return (
    <li className="grid min-h-6 grid-cols-[minmax(0,1fr)_minmax(80px,1.4fr)_44px] items-center gap-3 text-12 md:grid-cols-[160px_minmax(0,1fr)_44px_64px]">
      <span title={score.candidate} className={cx("truncate", kind === "plain" && "text-muted", score.subject && "font-medium")}>
        {candidateName(score.candidate)}
      </span>
      <Interval low={score.low} value={score.score} high={score.high} kind={kind} />
      <span className={cx("text-end tabular-nums", kind === "plain" ? "text-muted" : "font-medium")}>{share(score.score)}</span>
      <span className="text-end text-muted tabular-nums max-md:hidden">
        n = {score.n}
        {score.failed > 0 && <span className="text-warn"> · {i18n.t("{count} failed", { count: score.failed })}</span>}
      </span>
    </li>
  );
}
