/** A model's thoughts, folded: how long it thought, and the words on demand. Violet, because they are the machine's. */
import { ChevronRight } from "lucide-react";
import { useState } from "react";
import { i18n } from "../i18n";
import type { Step } from "../room/state";
import { cx } from "../ui/cx";

export function Thoughts({ step, running }: { step: Step; running: boolean }) {
  const [open, setOpen] = useState(false);
  if (step.thought === "") return null;
  const thinking = running && step.text === "" && step.calls.length === 0;
  const lines = step.thought.trim().split("\n").filter(Boolean);
  return (
    <div className="text-13">
      <button
        type="button"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        className="-ms-1 inline-flex max-w-full items-center gap-1 rounded-md px-1 py-0.5 text-agent hover:bg-agent-soft coarse:min-h-11"
      >
        <ChevronRight size={14} className={cx("shrink-0 transition-transform duration-(--fast) rtl:-scale-x-100", open && "rotate-90")} />
        <span className={cx("truncate", thinking && "animate-breathe")}>
          {thinking ? (lines.at(-1) ?? i18n.t("Thinking…")) : thoughtFor(step)}
        </span>
      </button>
      {open && (
        <div dir="auto" className="ms-1.5 mt-1 border-s-2 border-agent/30 ps-3 whitespace-pre-wrap text-muted">
          {step.thought.trim()}
        </div>
      )}
    </div>
  );
}

function thoughtFor(step: Step): string {
  const ms = Date.parse(step.thoughtTo ?? "") - Date.parse(step.thoughtFrom ?? "");
  const seconds = Math.round(ms / 1000);
  if (!(seconds >= 1)) return i18n.t("Thought for a moment");
  if (seconds < 90) return i18n.t("Thought for {seconds} s", { seconds });
  return i18n.t("Thought for {minutes} min", { minutes: Math.round(seconds / 60) });
}
