/** What words about a task were taken to mean: the task without its time, the time in words, five dates, and what was assumed. */
import { CalendarClock, MessageCircleQuestion } from "lucide-react";
import { useState, type ReactNode } from "react";
import { i18n } from "../i18n";
import { Button } from "../ui/button";
import { INPUT } from "../ui/field";
import { answersTo } from "./answers";
import type { TaskPreviewed } from "./data";
import { Dates } from "./Dates";

export function Previewed({ task, side, children }: { task: TaskPreviewed; side?: ReactNode; children?: ReactNode }) {
  return (
    <section aria-label={task.instruction || i18n.t("A task")} className="rounded-lg border border-line bg-surface">
      <div className="flex items-start gap-2 px-4 pt-3 pb-3">
        <div className="min-w-0 flex-1">
          <h3 dir="auto" className="text-14 font-medium wrap-anywhere">
            {task.instruction || <span className="text-warn">{i18n.t("What should be done then?")}</span>}
          </h3>
          {task.sentence && (
            <p dir="auto" className="mt-1 flex items-start gap-1.5 text-13 text-muted">
              <CalendarClock size={14} aria-hidden className="mt-0.5 shrink-0" />
              <span className="first-letter:uppercase">{task.sentence}</span>
            </p>
          )}
        </div>
        {side}
      </div>
      {task.timetable && (
        <div className="border-t border-line px-4 py-2.5">
          <Dates next={task.next} zone={task.timetable.zone} />
          {task.assumptions.map((words) => (
            <p key={words} className="mt-1.5 text-12 text-muted">
              {i18n.t("Taken so: {words}", { words })}
            </p>
          ))}
          {task.note && <p className="mt-1.5 text-12 text-warn">{task.note}</p>}
        </div>
      )}
      {children}
    </section>
  );
}

/** One question with its answers to click, and a place for another answer. */
export function Question({ question, onAnswer }: { question: string; onAnswer(text: string): void }) {
  const [own, setOwn] = useState("");
  return (
    <section aria-label={i18n.t("A question")} className="rounded-lg border border-warn/40 bg-warn-soft px-4 py-3">
      <p className="flex items-start gap-2 text-13 font-medium" role="status">
        <MessageCircleQuestion size={15} aria-hidden className="mt-0.5 shrink-0 text-warn" />
        <span dir="auto">{question}</span>
      </p>
      <div className="mt-2.5 flex flex-wrap items-center gap-2">
        {answersTo(question).map((answer) => (
          <Button key={answer} onClick={() => onAnswer(answer)}>
            <span className="first-letter:uppercase">{answer}</span>
          </Button>
        ))}
        <form
          className="flex min-w-0 flex-1 basis-52 gap-2"
          onSubmit={(event) => {
            event.preventDefault();
            if (own.trim()) onAnswer(own.trim());
          }}
        >
          <input aria-label={i18n.t("Another answer")} placeholder={i18n.t("Another answer")} value={own} onChange={(event) => setOwn(event.target.value)} className={INPUT} />
          {own.trim() && <Button type="submit">{i18n.t("Answer")}</Button>}
        </form>
      </div>
    </section>
  );
}
