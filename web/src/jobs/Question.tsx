/** What delegated work waits for, and the answers that need no words; others are typed as a message. */
import { i18n } from "../i18n";
import { Button } from "../ui/button";
import { cx } from "../ui/cx";
import type { JobView } from "../wire.gen";
import { act, onStep } from "./data";

export function Question({ job, bare = false }: { job: JobView; bare?: boolean }) {
  const step = job.steps.find((each) => each.key === job.waits_for);
  const needed = step?.needs_person ?? false;
  return (
    <div className={cx("space-y-2", !bare && "border-t border-line bg-warn-soft/50 px-4 py-3")}>
      <p dir="auto" className="text-13 wrap-anywhere">
        {job.question}
      </p>
      {job.mine && (
        <div className="flex flex-wrap gap-1.5">
          {step && needed ? (
            <Button size="sm" kind="primary" onClick={() => void onStep(job, step.key, "done")}>
              {step.who === "person" ? i18n.t("It is done") : i18n.t("Approve")}
            </Button>
          ) : (
            <Button size="sm" kind="primary" onClick={() => void act(job, "/start")}>
              {step ? i18n.t("Try again") : i18n.t("Go on")}
            </Button>
          )}
          {step && !needed && (
            <Button size="sm" onClick={() => void onStep(job, step.key, "take")}>
              {i18n.t("I will do it myself")}
            </Button>
          )}
          {step && (
            <Button size="sm" onClick={() => void onStep(job, step.key, "skip")}>
              {i18n.t("Leave it out")}
            </Button>
          )}
        </div>
      )}
    </div>
  );
}

