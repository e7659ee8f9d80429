/** One case: its situation, what everybody answered, what the product decides now, and the way into a conversation. */
import { Check, MessageSquare, X } from "lucide-react";
import { useState } from "react";
import { useLocation } from "wouter";
import { i18n } from "../i18n";
import { Button } from "../ui/button";
import { Dialog } from "../ui/dialog";
import { sayError } from "../ui/toast";
import type { LabAnswer, LabCase, LabDecision } from "../wire.gen";
import { openCase, useCase } from "./data";
import { candidateName, languageName, sliceName } from "./names";
import { milliseconds, share } from "./numbers";
import { Coming } from "./parts";

export default function CaseDialog({ behavior, id, onClose }: { behavior: string; id: string; onClose(): void }) {
  const found = useCase(behavior, id, false);
  const now = useCase(behavior, id, true);
  const [, go] = useLocation();
  const [opening, setOpening] = useState(false);
  const open = async () => {
    setOpening(true);
    try {
      const made = await openCase(behavior, id);
      // The conversation takes what was being written there as its draft.
      sessionStorage.setItem(`gesso.draft.${made.room}`, made.draft);
      go(made.canvas ? `/r/${made.room}/c/${made.canvas}` : `/r/${made.room}`);
    } catch (error) {
      sayError(error);
      setOpening(false);
    }
  };
  return (
    <Dialog open wide title={i18n.t("Case {id}", { id })} onClose={onClose}>
      {!found.data ? (
        <Coming error={found.error} />
      ) : (
        <>
          <Situation of={found.data} />
          <h3 className="mt-5 mb-2 text-13 font-semibold">{i18n.t("Answers")}</h3>
          <ul className="divide-y divide-line rounded-lg border border-line">
            <Now decision={now.data?.now ?? null} error={now.error} />
            {found.data.answers.map((answer) => (
              <Answer key={answer.run} of={answer} />
            ))}
          </ul>
          <div className="mt-5 flex flex-wrap items-center gap-3">
            <Button kind="primary" disabled={opening} onClick={() => void open()}>
              <MessageSquare size={14} /> {i18n.t("Open as a conversation")}
            </Button>
            <p className="min-w-0 flex-1 basis-48 text-12 text-muted">
              {found.data.situation.before.length > 0
                ? i18n.t("With its document and earlier messages, but not the earlier changes. The message waits in the box.")
                : i18n.t("With its document and earlier messages. The message waits in the box.")}
            </p>
          </div>
        </>
      )}
    </Dialog>
  );
}

function Situation({ of }: { of: LabCase }) {
  const { situation } = of;
  return (
    <>
      <p className="text-12 text-muted">
        {[situation.spec_id, situation.split, sliceName(situation.slice), languageName(situation.lang)].join(" · ")}
      </p>
      <p className="mt-1 text-12 text-muted">{situation.statement}</p>
      {situation.earlier.map((said, at) => (
        <Bubble key={at} quiet>
          {said}
        </Bubble>
      ))}
      {situation.text && (
        <figure className="mt-3">
          <figcaption className="mb-1 text-12 text-muted">{situation.document}</figcaption>
          <pre dir="auto" tabIndex={0} className="max-h-52 overflow-auto rounded-lg border border-line bg-sunken px-3 py-2 text-12 whitespace-pre-wrap">
            <Marked text={situation.text} words={situation.selection} />
          </pre>
        </figure>
      )}
      {situation.before.length > 0 && (
        <ol className="mt-2 space-y-0.5 text-12 text-muted">
          {situation.before.map((did, at) => (
            <li key={at}>
              {i18n.t("before:")} {did}
            </li>
          ))}
        </ol>
      )}
      <Bubble>{situation.ask}</Bubble>
      <p className="mt-3 text-13">
        <Check size={14} className="me-1 inline text-ok" aria-hidden />
        {i18n.t("right:")} <span className="font-medium break-words">{situation.target}</span>
      </p>
    </>
  );
}

function Marked({ text, words }: { text: string; words: string }) {
  const at = words ? text.indexOf(words) : -1;
  if (at < 0) return text;
  return (
    <>
      {text.slice(0, at)}
      <mark className="rounded-sm bg-accent-soft text-fg underline decoration-accent" aria-label={i18n.t("selected")}>
        {words}
      </mark>
      {text.slice(at + words.length)}
    </>
  );
}

function Bubble({ quiet, children }: { quiet?: boolean; children: string }) {
  return (
    <p dir="auto" className={`mt-3 ms-auto w-fit max-w-full rounded-lg px-3 py-2 text-13 break-words whitespace-pre-wrap ${quiet ? "border border-line text-muted" : "bg-sunken"}`}>
      {children}
    </p>
  );
}

function Now({ decision, error }: { decision: LabDecision | null; error: unknown }) {
  return (
    <li className="flex items-start gap-3 bg-agent-soft px-3 py-2 text-13">
      <Mark right={decision?.fault ? null : (decision?.right ?? null)} />
      <div className="min-w-0 flex-1">
        <p className="font-medium">{i18n.t("The product, now")}</p>
        {decision ? (
          decision.fault ? (
            <p className="text-12 text-muted">{decision.fault}</p>
          ) : (
            <>
              <p className="break-words">
                {decision.answer} {decision.score !== null && <span className="text-muted tabular-nums">{share(decision.score)}</span>}
              </p>
              <p className="text-12 text-muted">
                {i18n.t("decided by: {layer}, {time}", { layer: layerName(decision.layer), time: milliseconds(decision.latency_ms) })} · {decision.why}
              </p>
            </>
          )
        ) : error ? (
          <Coming error={error} />
        ) : (
          <p className="text-12 text-muted">{i18n.t("deciding…")}</p>
        )}
      </div>
    </li>
  );
}

function layerName(layer: string): string {
  const known: Record<string, string> = { rule: i18n.t("rules"), adapter: i18n.t("trained adapter"), ranker: i18n.t("learned choice of passages"), model: i18n.t("model"), baseline: i18n.t("baseline") };
  return known[layer] ?? layer;
}

function Answer({ of }: { of: LabAnswer }) {
  return (
    <li className="flex items-start gap-3 px-3 py-2 text-13">
      <Mark right={of.value === 1} />
      <div className="min-w-0 flex-1">
        <p className="text-12 text-muted">{candidateName(of.candidate)}</p>
        <p className="break-words">
          {of.answer} {of.score !== null && <span className="text-muted tabular-nums">{share(of.score)}</span>}
        </p>
        {of.why && <p className="text-12 text-muted">{of.why}</p>}
      </div>
    </li>
  );
}

export function Mark({ right }: { right: boolean | null }) {
  if (right === null) return <span className="mt-0.5 size-3.5 shrink-0" aria-hidden />;
  const Icon = right ? Check : X;
  return (
    <>
      <Icon size={14} className={`mt-0.5 shrink-0 ${right ? "text-ok" : "text-danger"}`} aria-hidden />
      <span className="sr-only">{right ? i18n.t("right") : i18n.t("wrong")}</span>
    </>
  );
}
