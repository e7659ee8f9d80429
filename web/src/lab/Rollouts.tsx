/** Conversations played in an environment: the reward by component, and step by step what was said, called and undone. */
import { Bot, CornerDownRight, TriangleAlert, User, Wrench } from "lucide-react";
import { useState, type ReactNode } from "react";
import { i18n } from "../i18n";
import { cx } from "../ui/cx";
import { IconButton } from "../ui/button";
import { ChevronLeft, ChevronRight } from "lucide-react";
import { Choice } from "../ui/field";
import type { LabRollout, LabRollouts } from "../wire.gen";
import { useLab, useRollout, useRollouts } from "./data";
import { when } from "./names";
import { share } from "./numbers";
import { Block, Coming, Empty } from "./parts";
import { stepsOf, type Step } from "./steps";

export function Rollouts() {
  const files = useRollouts();
  const folder = useLab(null).data?.folder ?? "lab";
  const [chosen, setChosen] = useState<string | null>(null);
  const [at, setAt] = useState(0);
  if (!files.data) return <Coming error={files.error} />;
  const file = files.data.find((each) => each.id === chosen) ?? files.data[0];
  return (
    <Block title={i18n.t("Played conversations")} about={i18n.t("What happened when a model was put before a simulated user, and what that was worth.")}>
      {!file ? (
        <Empty>{i18n.t("Nothing was played yet. Files of played conversations in {folder} are shown here, one line each; docs/lab.md tells their form.", { folder: `${folder}/rollouts` })}</Empty>
      ) : (
        <>
          <Choose files={files.data} file={file} at={at} onFile={(id) => (setChosen(id), setAt(0))} onAt={setAt} />
          {file.fault && (
            <p className="mb-4 flex items-start gap-2 text-13">
              <TriangleAlert size={14} className="mt-0.5 shrink-0 text-warn" aria-hidden /> {file.fault}
            </p>
          )}
          {file.items.length > 0 && <Played file={file.id} at={at} />}
        </>
      )}
    </Block>
  );
}

function Choose(props: { files: readonly LabRollouts[]; file: LabRollouts; at: number; onFile(id: string): void; onAt(at: number): void }) {
  const { file, at } = props;
  return (
    <div className="mb-4 flex flex-wrap items-end gap-3">
      <Choice
        label={i18n.t("File")}
        className="min-w-40 flex-1 basis-60"
        value={file.id}
        options={props.files.map((each) => [each.id, `${each.name} · ${i18n.t("{count} played, mean reward {mean}", { count: each.items.length, mean: share(each.mean) })} · ${when(each.at)}`] as const)}
        onChange={props.onFile}
      />
      {file.items.length > 0 && (
        <>
          <Choice
            label={i18n.t("Conversation")}
            className="w-60"
            value={String(at)}
            options={file.items.map((item) => [String(item.at), `${item.environment} ${item.seed} · ${share(item.reward)}`] as const)}
            onChange={(value) => props.onAt(Number(value))}
          />
          <div className="flex gap-0.5 pb-0.5">
            <IconButton label={i18n.t("The one before")} disabled={at === 0} onClick={() => props.onAt(at - 1)}>
              <ChevronLeft size={15} className="rtl:-scale-x-100" />
            </IconButton>
            <IconButton label={i18n.t("The next")} disabled={at >= file.items.length - 1} onClick={() => props.onAt(at + 1)}>
              <ChevronRight size={15} className="rtl:-scale-x-100" />
            </IconButton>
          </div>
        </>
      )}
    </div>
  );
}

function Played({ file, at }: { file: string; at: number }) {
  const found = useRollout(file, at);
  if (!found.data) return <Coming error={found.error} />;
  const rollout = found.data;
  return (
    <div className="grid gap-6 md:grid-cols-[minmax(0,1fr)_280px]">
      <ol aria-label={i18n.t("Steps")} className="relative space-y-3 border-s border-line ps-5">
        {stepsOf(rollout).map((step, index) => (
          <StepRow key={index} step={step} />
        ))}
      </ol>
      <aside aria-label={i18n.t("Reward")} className="max-md:order-first">
        <Reward of={rollout} />
        {rollout.final && (
          <figure className="mt-4">
            <figcaption className="mb-1 text-12 text-muted">{i18n.t("The document at the end")}</figcaption>
            <pre dir="auto" tabIndex={0} className="max-h-72 overflow-auto rounded-lg border border-line bg-sunken px-3 py-2 text-12 whitespace-pre-wrap">
              {rollout.final}
            </pre>
          </figure>
        )}
      </aside>
    </div>
  );
}

function Reward({ of }: { of: LabRollout }) {
  return (
    <div className="rounded-lg border border-line bg-surface p-4">
      <p className="text-12 text-muted">{i18n.t("Reward")}</p>
      <p className="text-28 font-semibold tabular-nums">{share(of.reward)}</p>
      <p className="text-12 text-muted">{[of.environment, of.model, `${i18n.t("seed")} ${of.seed}`].join(" · ")}</p>
      {of.forfeit && <p className="mt-2 text-12 text-danger">{i18n.t("Nothing, because {why}.", { why: of.forfeit })}</p>}
      <dl className="mt-3 space-y-1.5">
        {Object.entries(of.components).map(([name, value]) => (
          <div key={name} className="grid grid-cols-[96px_minmax(0,1fr)_36px] items-center gap-2 text-12">
            <dt className="truncate text-muted">{name.replaceAll("_", " ")}</dt>
            <dd className="contents">
              <span aria-hidden className="h-1.5 overflow-hidden rounded-full bg-sunken">
                <span className="block h-full rounded-full bg-accent" style={{ width: `${Math.min(1, Math.max(0, value)) * 100}%` }} />
              </span>
              <span className="text-end tabular-nums">{share(value)}</span>
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

function StepRow({ step }: { step: Step }) {
  const kinds: Record<Step["kind"], [string, ReactNode, string]> = {
    user: [i18n.t("User"), <User key="u" size={12} />, "text-fg"],
    said: [i18n.t("Agent"), <Bot key="s" size={12} />, "text-agent"],
    call: [i18n.t("Call"), <Wrench key="c" size={12} />, "text-agent"],
    told: [i18n.t("Result"), <CornerDownRight key="t" size={12} />, "text-muted"],
    reaction: [i18n.t("What the user did"), <User key="r" size={12} />, "text-fg"],
  };
  const [label, icon, tone] = kinds[step.kind];
  const long = step.text.length > 1_200;
  const body = (
    <p dir="auto" className={cx("text-13 break-words whitespace-pre-wrap", (step.kind === "call" || step.kind === "told") && "font-mono text-12", step.kind === "told" && "text-muted")}>
      {step.text}
    </p>
  );
  return (
    <li className="relative">
      <span aria-hidden className={cx("absolute -start-[29px] grid size-4.5 place-items-center rounded-full border border-line bg-bg", tone)}>
        {icon}
      </span>
      <p className={cx("text-12 font-medium", tone)}>
        {label} {step.kind === "call" && <span className="font-mono">{step.name}</span>}
      </p>
      {long ? (
        <details>
          <summary className="w-fit rounded-sm text-12 text-muted hover:text-fg">{i18n.t("{count} characters", { count: step.text.length })}</summary>
          {body}
        </details>
      ) : (
        body
      )}
    </li>
  );
}
