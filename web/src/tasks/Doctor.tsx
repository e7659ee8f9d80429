/** "Why did it not run?": what a task needs, line by line, and what became of its last instants. */
import { Check, ChevronRight, TriangleAlert } from "lucide-react";
import { useState } from "react";
import { i18n } from "../i18n";
import { Coming } from "../lab/parts";
import { cx } from "../ui/cx";
import { moment, stretch, zoneHere } from "./times";
import { useDoctor, type CheckView as Line, type TaskView } from "./data";

export function Doctor({ task }: { task: TaskView }) {
  const [open, setOpen] = useState(false);
  const lines = useDoctor(task.id, open);
  return (
    <section className="mt-8">
      <button
        type="button"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        className="-ms-1 inline-flex min-h-8 items-center gap-1 rounded-md px-1 text-13 text-muted hover:text-fg coarse:min-h-11"
      >
        <ChevronRight size={14} aria-hidden className={cx("transition-transform rtl:-scale-x-100", open && "rotate-90")} />
        {i18n.t("Why did it run, or not run?")}
      </button>
      {open && <div className="mt-2">{lines.data ? <Lines lines={lines.data.lines.map(here)} /> : <Coming error={lines.error} rows={4} />}</div>}
    </section>
  );
}

/** The line with its moments on the person's own clock. */
function here(line: Line): Line {
  const now = new Date();
  const local = (text: string) => text.replace(/\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\dZ/g, (utc) => moment(utc.replace(" ", "T"), zoneHere(), now)).replace(/(\d+) s late/, (_, s: string) => i18n.t("{time} late", { time: stretch(Number(s)) }));
  return { ...line, what: local(line.what), why: local(line.why) };
}

/** What was looked at, whether it is well, and why. */
export function Lines({ lines }: { lines: readonly Line[] }) {
  return (
    <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
      {lines.map((line, at) => (
        <li key={at} className="flex items-start gap-2.5 px-3 py-2 text-13">
          {line.ok ? (
            <Check size={14} aria-hidden className="mt-0.5 shrink-0 text-ok" />
          ) : (
            <TriangleAlert size={14} aria-hidden className="mt-0.5 shrink-0 text-warn" />
          )}
          <span className="min-w-0 wrap-anywhere">
            <span className="sr-only">{line.ok ? i18n.t("Well:") : i18n.t("Not well:")} </span>
            <span className="inline-block font-medium first-letter:uppercase">{line.what}</span>
            {line.why && <span className="text-muted"> · {line.why}</span>}
          </span>
        </li>
      ))}
    </ul>
  );
}
