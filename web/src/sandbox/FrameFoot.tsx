/** Under an app: that a model made it and that it cannot see the account, what it may do, and Stop. */
import { RotateCcw, ShieldCheck, Square, TriangleAlert } from "lucide-react";
import { useState } from "react";
import { i18n } from "../i18n";
import { cx } from "../ui/cx";
import { IconButton } from "../ui/button";
import type { LiveState } from "./live";
import type { AppError, CallName, Handlers } from "./protocol";

function ability(name: CallName): string {
  const words: Record<CallName, string> = {
    "doc.read": i18n.t("read this page"),
    "doc.propose": i18n.t("suggest changes to it"),
    "doc.comment": i18n.t("comment on it"),
    "data.query": i18n.t("ask the data here"),
    "kv.get": i18n.t("read what it kept"),
    "kv.set": i18n.t("keep a little of its own"),
    "ai.complete": i18n.t("ask the model"),
    "view.begin": "",
    "view.call": i18n.t("use the tools of its server"),
  };
  return words[name];
}

function about(may: Handlers): string {
  const list = (Object.keys(may) as CallName[]).map(ability).filter(Boolean);
  if (list.length === 0) return i18n.t("Generated app. It cannot see your account or reach the network.");
  return i18n.t("Generated app. It cannot see your account or reach the network. It may {list}.", { list: list.join(", ") });
}

export function FrameFoot(props: { may: Handlers; said?: string | undefined; state: LiveState; problem: AppError | null; onStop: () => void; onAgain: () => void }) {
  const { may, said, state, problem, onStop, onAgain } = props;
  const [whole, setWhole] = useState(false);
  const secret = problem?.kind === "password";
  const wrong = problem !== null && (state === "running" || state === "stuck");
  const words = state === "stuck" ? i18n.t("The app does not answer.") : secret ? i18n.t("The app asks for a password. Do not type one: no app here needs any.") : wrong ? problem.message : (said ?? about(may));
  const runs = state === "running" || state === "loading" || state === "stuck";
  return (
    <div className="flex min-h-8 shrink-0 items-center gap-2 border-t border-line ps-3 pe-1 text-12 text-muted coarse:min-h-11">
      {wrong || secret ? <TriangleAlert size={13} className="shrink-0 text-warn" /> : <ShieldCheck size={13} className="shrink-0" />}
      <p role="status" className={cx("min-w-0 flex-1", secret && "text-warn")}>
        <button type="button" aria-expanded={whole || secret} className={cx("w-full py-1 text-start [overflow-wrap:anywhere] coarse:min-h-11", !whole && !secret && "truncate")} onClick={() => setWhole(!whole)}>
          {words}
        </button>
      </p>
      {runs ? (
        <IconButton label={i18n.t("Stop the app")} side="top" onClick={onStop}>
          <Square size={11} fill="currentColor" />
        </IconButton>
      ) : (
        <IconButton label={i18n.t("Start again")} side="top" onClick={onAgain}>
          <RotateCcw size={13} />
        </IconButton>
      )}
    </div>
  );
}
