/** Runs: start one in the background, see how far it is, stop it; and every file of graded answers there is. */
import { Play, Square, TriangleAlert } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { Link } from "wouter";
import { forget } from "../data";
import { i18n } from "../i18n";
import { Button } from "../ui/button";
import { Choice } from "../ui/field";
import { sayError } from "../ui/toast";
import type { LabEval, LabEvalIn, LabFile } from "../wire.gen";
import { startEval, stopEval, useEvals, useLab } from "./data";
import { behaviorName, candidateName, when } from "./names";
import { span } from "./numbers";
import { Bar, Block, Coming, Empty, NUM, Table, TD, TH, THN } from "./parts";

type Which = NonNullable<LabEvalIn["split"]>;

export function Evals() {
  const lab = useLab(null);
  const evals = useEvals();
  useRenewed(evals.data);
  if (!lab.data) return <Coming error={lab.error} />;
  const running = evals.data?.find((each) => each.state === "running");
  const ended = evals.data?.filter((each) => each.state !== "running") ?? [];
  return (
    <>
      <Block
        title={i18n.t("Measure")}
        about={i18n.t("Lets a candidate answer every case and grades each answer in code. It goes on when you leave this page, one run at a time.")}
      >
        {running ? <Running job={running} /> : <Start behaviors={lab.data.rows.map((row) => row.behavior)} candidates={lab.data.candidates} />}
      </Block>
      {ended.length > 0 && (
        <Block title={i18n.t("Started here")}>
          <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
            {ended.slice(0, 12).map((job) => (
              <Ended key={job.id} job={job} idle={!running} />
            ))}
          </ul>
        </Block>
      )}
      <Files files={lab.data.files} folder={lab.data.folder} />
    </>
  );
}

/** Where one has ended, what was known of files and scores is old. */
function useRenewed(evals: readonly LabEval[] | undefined): void {
  const now = evals?.map((each) => each.id + each.state).join() ?? "";
  const before = useRef(now);
  useEffect(() => {
    if (before.current && before.current !== now) forget("lab");
    before.current = now;
  }, [now]);
}

function Start({ behaviors, candidates }: { behaviors: readonly string[]; candidates: readonly string[] }) {
  const [behavior, setBehavior] = useState(behaviors[0] ?? "");
  const [candidate, setCandidate] = useState(candidates[0] ?? "");
  const [split, setSplit] = useState<Which>("dev");
  return (
    <form
      className="flex flex-wrap items-end gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        void startEval({ behavior, candidate, split }).catch(sayError);
      }}
    >
      <Choice label={i18n.t("Behaviour")} className="min-w-40 flex-1" value={behavior} options={behaviors.map((each) => [each, behaviorName(each)])} onChange={setBehavior} />
      <Choice label={i18n.t("Candidate")} className="min-w-40 flex-1" value={candidate} options={candidates.map((each) => [each, candidateName(each)])} onChange={setCandidate} />
      <Choice
        label={i18n.t("Cases")}
        className="w-32"
        value={split}
        options={[
          ["dev", i18n.t("Dev")],
          ["test", i18n.t("Test")],
          ["all", i18n.t("Both")],
        ]}
        onChange={(value) => setSplit(value as Which)}
      />
      <Button kind="primary" type="submit">
        <Play size={13} /> {i18n.t("Measure")}
      </Button>
    </form>
  );
}

function Running({ job }: { job: LabEval }) {
  const name = title(job);
  const told =
    job.done === 0
      ? i18n.t("getting ready, {total} cases", { total: job.total })
      : job.left_s === null
        ? i18n.t("{done} of {total} cases", { done: job.done, total: job.total })
        : i18n.t("{done} of {total} cases, about {left} left", { done: job.done, total: job.total, left: span(job.left_s) });
  return (
    <div className="flex flex-wrap items-center gap-3 rounded-lg border border-line bg-surface px-4 py-3">
      <div className="min-w-0 flex-1 basis-60">
        <p className="text-13 font-medium">{name}</p>
        <p className="mb-2 text-12 text-muted" role="status">
          {told}
        </p>
        <Bar done={job.done} total={job.total} label={name} />
      </div>
      <Button onClick={() => void stopEval(job.id).catch(sayError)}>
        <Square size={12} /> {i18n.t("Stop")}
      </Button>
    </div>
  );
}

const title = (job: LabEval) => [behaviorName(job.behavior), candidateName(job.candidate), job.split].join(" · ");

function Ended({ job, idle }: { job: LabEval; idle: boolean }) {
  const words = { done: i18n.t("done"), failed: i18n.t("failed"), stopped: i18n.t("stopped"), running: i18n.t("running") }[job.state];
  const again = job.state !== "done";
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2">
      <div className="min-w-0 flex-1 basis-60">
        <p className="truncate text-13">{title(job)}</p>
        <p className="text-12 text-muted">
          <span className={job.state === "failed" ? "text-danger" : undefined}>{words}</span> · {when(job.ended ?? job.at)} · {i18n.t("{done} of {total} cases", { done: job.done, total: job.total })}
        </p>
        {job.message && job.state !== "done" && <p className="mt-0.5 text-12 break-words">{job.message}</p>}
      </div>
      {again ? (
        <Button size="sm" disabled={!idle} onClick={() => void startEval({ behavior: job.behavior, candidate: job.candidate, split: job.split as Which }).catch(sayError)}>
          {job.state === "stopped" ? i18n.t("Go on") : i18n.t("Try again")}
        </Button>
      ) : (
        <Link href={`/lab/b/${job.behavior}?split=${job.split === "dev" ? "dev" : "test"}`} className="rounded-sm text-12 text-accent hover:underline">
          {i18n.t("See the result")}
        </Link>
      )}
    </li>
  );
}

function Files({ files, folder }: { files: readonly LabFile[]; folder: string }) {
  if (files.length === 0)
    return (
      <Block title={i18n.t("Files")}>
        <Empty command={`gesso lab eval open_canvas --model rule --split dev --out "${folder}/runs/open_canvas/rule.jsonl"`}>
          {i18n.t("Every file of graded answers in this folder is shown here, whoever wrote it.")}
        </Empty>
      </Block>
    );
  return (
    <Block title={i18n.t("Files")} about={i18n.t("Of each candidate the newest file counts.")}>
      <Table label={i18n.t("Files")}>
        <thead>
          <tr>
            <th className={TH}>{i18n.t("Behaviour")}</th>
            <th className={TH}>{i18n.t("Candidate")}</th>
            <th className={TH}>{i18n.t("Cases")}</th>
            <th className={THN}>n</th>
            <th className={TH}>{i18n.t("Written")}</th>
            <th className={TH}>{i18n.t("File")}</th>
          </tr>
        </thead>
        <tbody>
          {files.map((file) =>
            file.fault ? (
              <tr key={file.id}>
                <td colSpan={6} className={TD}>
                  <span className="flex items-start gap-2">
                    <TriangleAlert size={14} className="mt-0.5 shrink-0 text-warn" aria-hidden />
                    <span className="min-w-0 break-words">
                      <span className="font-medium">{file.name}</span> {i18n.t("cannot be used:")} {file.fault}
                    </span>
                  </span>
                </td>
              </tr>
            ) : (
              <tr key={file.id}>
                <td className={TD}>
                  <Link href={`/lab/b/${file.behavior}?run=${file.id}`} className="rounded-sm hover:underline">
                    {behaviorName(file.behavior)}
                  </Link>
                </td>
                <td className={TD}>{candidateName(file.candidate)}</td>
                <td className={TD}>{file.own ? file.splits.join(", ") : i18n.t("{splits}, of one's own", { splits: file.splits.join(", ") })}</td>
                <td className={`${TD} ${NUM}`}>{file.n}</td>
                <td className={`${TD} whitespace-nowrap`}>{when(file.at)}</td>
                <td dir="ltr" className={`${TD} font-mono text-12 text-muted`}>
                  {file.name}
                </td>
              </tr>
            ),
          )}
        </tbody>
      </Table>
    </Block>
  );
}
