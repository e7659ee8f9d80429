/** A block of JavaScript or HTML that runs in the browser's sandbox, under its fence. */
import { X } from "lucide-react";
import { lazy, Suspense, useEffect, useMemo, useState } from "react";
import { i18n } from "../i18n";
import type { RoomState } from "../room/state";
import type { Language } from "../sandbox/compile";
import type { AppError } from "../sandbox/protocol";
import { IconButton } from "../ui/button";
import { AWAY, HERE } from "./lines";
import { Mend } from "./Mend";
import { lineOfError, printing } from "./printing";

const SandboxFrame = lazy(() => import("../sandbox/SandboxFrame"));

/** `times`: how often it was run. A number of the server's cells is never below 1. */
export interface Started {
  readonly cell: number;
  readonly code: string;
  readonly language: Language;
  readonly times: number;
}
export interface Wrong {
  readonly cell: number;
  readonly line: number;
  readonly words: string;
}

/** `lineOf`: the line of the text that a line of the block is. */
export interface Mending {
  readonly room: RoomState;
  readonly canvas: string;
  run(): void;
  lineOf(line: number | null): number | null;
}

/** What is wrong with a block, where its line is told. */
export function wrongOf(cell: number, error: AppError): Wrong | null {
  const line = error.kind === "console" ? null : lineOfError(error.message, error.stack);
  return line === null ? null : { cell, line, words: error.message };
}

/**
 * `place` is its slot in the editor. A frame that is taken out of the page loses what ran in it, so one that the editor
 * puts away far out of sight starts again when it is back.
 */
export function Live({ place, started, stale, mend, onError, onClose }: { place: HTMLElement; started: Started; stale: boolean; mend: Mending; onError(error: AppError): void; onClose(): void }) {
  const [shown, setShown] = useState({ here: place.isConnected, times: 0 });
  useEffect(() => {
    const here = () => setShown(({ times }) => ({ here: true, times: times + 1 }));
    const away = () => setShown((last) => ({ ...last, here: false }));
    place.addEventListener(HERE, here);
    place.addEventListener(AWAY, away);
    return () => {
      place.removeEventListener(HERE, here);
      place.removeEventListener(AWAY, away);
    };
  }, [place]);
  const { code, language, times } = started;
  const [error, setError] = useState<{ readonly of: AppError; readonly times: number } | null>(null);
  const wrong = error?.times === times ? error.of : null;
  const fail = (of: AppError) => {
    if (of.kind !== "console") setError((last) => (last?.times === times ? last : { of, times }));
    onError(of);
  };
  const whole = useMemo(() => printing(code, language), [code, language]);
  return (
    <div className="my-1 [font-family:var(--ui)]" dir="ltr">
      {shown.here && (
        <Suspense fallback={null}>
          <SandboxFrame key={`${times} ${shown.times}`} code={whole} language={language} title={i18n.t("What this block draws and prints")} about={i18n.t("Runs in your browser, in a frame that reaches nothing.")} onError={fail} />
        </Suspense>
      )}
      <Mend {...mend} error={wrong} line={wrong && mend.lineOf(wrongOf(started.cell, wrong)?.line ?? null)} />
      <p className="flex items-center gap-2 text-12 text-muted">
        <span className="min-w-0 flex-1">{stale && i18n.t("The code has changed since it ran.")}</span>
        <IconButton label={i18n.t("Put away")} onClick={onClose}>
          <X size={13} />
        </IconButton>
      </p>
    </div>
  );
}
