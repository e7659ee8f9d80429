/** What went wrong in an app and what it tried to reach, newest first, with a way out. */
import { ShieldAlert, Wrench } from "lucide-react";
import { i18n } from "../i18n";
import type { AppError, Attempt } from "../sandbox/protocol";
import { Button } from "../ui/button";
import { Note } from "../ui/field";

interface Props {
  readonly errors: readonly AppError[];
  readonly blocked: readonly Attempt[];
  readonly round: number;
  readonly rounds: number;
  readonly given: boolean;
  readonly onFix: ((error: AppError) => void) | undefined;
  onCode(): void;
}

export function Problems({ errors, blocked, round, rounds, given, onFix, onCode }: Props) {
  return (
    <div role="log" tabIndex={0} aria-label={i18n.t("Console of the app")} className="grid gap-2 p-3">
      {round > 0 && <p role="status" className="text-13 text-agent">{i18n.t("Being fixed, try {round} of {rounds}", { round, rounds })}</p>}
      {given && (
        <Note kind="warn" action={<Button size="sm" onClick={onCode}>{i18n.t("Look at the code")}</Button>}>
          {i18n.t("Two repairs did not do it. Say what you want in other words, change the code yourself, or undo the changes in the conversation.")}
        </Note>
      )}
      {errors.length === 0 && blocked.length === 0 && <p className="text-13 text-muted">{i18n.t("No errors.")}</p>}
      {errors.map((error, n) => (
        <div key={n} className="rounded-md border border-line bg-surface p-2.5">
          <div className="flex flex-wrap items-start gap-2">
            <p dir="ltr" className="min-w-0 flex-1 basis-56 font-mono text-12 leading-5 whitespace-pre-wrap text-danger [overflow-wrap:anywhere]">{error.message}</p>
            {onFix && n === 0 && round === 0 && (
              <Button size="sm" className="text-agent" onClick={() => onFix(error)}>
                <Wrench size={13} /> {i18n.t("Fix this error")}
              </Button>
            )}
          </div>
          {error.stack && (
            <details className="mt-1 text-12 text-muted">
              <summary className="cursor-pointer coarse:py-3">{i18n.t("Where it was")}</summary>
              <pre dir="ltr" className="mt-1 overflow-x-auto font-mono leading-5">{error.stack.slice(0, 2000)}</pre>
            </details>
          )}
        </div>
      ))}
      {blocked.map((each, n) => (
        <p key={n} dir="ltr" className="flex items-start gap-2 text-12 text-muted [overflow-wrap:anywhere]">
          <ShieldAlert size={13} className="mt-0.5 shrink-0 text-warn" />
          {i18n.t("Not let out: {kind} to {address}", { kind: each.kind, address: each.address || "?" })}
        </p>
      ))}
    </div>
  );
}
