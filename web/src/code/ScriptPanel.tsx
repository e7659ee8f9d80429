/** Under a page of JavaScript or TypeScript: running it in the browser's sandbox, and what it draws and prints. */
import { Play, X } from "lucide-react";
import { lazy, Suspense, useEffect, useState } from "react";
import { i18n } from "../i18n";
import { pane } from "../room/desk";
import type { Canvas, RoomState } from "../room/state";
import { Button, Hint, IconButton } from "../ui/button";
import type { AppError } from "../sandbox/protocol";
import { wrongOf } from "./Live";
import { markLines } from "./lines";
import { Mend } from "./Mend";
import { printing } from "./printing";

const CHANGE_MS = 2000;

/** What an agent has changed comes to the editor a moment after it is told. */
async function changed(before: string): Promise<void> {
  const now = () => printing(pane.current?.editor()?.state.doc.toString() ?? "", "tsx");
  for (const end = performance.now() + CHANGE_MS; performance.now() < end && now() === before; ) {
    await new Promise((then) => setTimeout(then, 30));
  }
}

const SandboxFrame = lazy(() => import("../sandbox/SandboxFrame"));
const MOD = /Mac|iP(hone|ad)/.test(navigator.platform) ? "⌘" : "Ctrl";

export default function ScriptPanel({ room, canvas }: { room: RoomState; canvas: Canvas }) {
  const [ran, setRan] = useState({ code: "", times: 0 });
  const [error, setError] = useState<AppError | null>(null);
  const run = () => {
    const editor = pane.current?.editor();
    if (!editor) return;
    markLines(editor, []);
    setError(null);
    setRan(({ times }) => ({ code: printing(editor.state.doc.toString(), "tsx"), times: times + 1 }));
  };
  const onError = (error: AppError) => {
    const editor = pane.current?.editor();
    const wrong = wrongOf(0, error);
    if (error.kind !== "console") setError((last) => last ?? error);
    if (editor && wrong) markLines(editor, [{ line: wrong.line, kind: "wrong", words: wrong.words }]);
  };
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
      if (!(event.target instanceof Element) || !event.target.closest(`[data-canvas="${canvas.id}"]`)) return;
      event.preventDefault();
      event.stopPropagation();
      run();
    };
    window.addEventListener("keydown", press, true);
    return () => window.removeEventListener("keydown", press, true);
  }, [canvas.id]);
  return (
    <section data-canvas={canvas.id} aria-label={i18n.t("Run")} className="flex max-h-[55%] shrink-0 flex-col border-t border-line bg-surface">
      <div className="flex min-h-11 shrink-0 items-center gap-1 px-3 coarse:min-h-14 max-md:px-2">
        <Hint label={i18n.t("Run")} keys={`${MOD} ⏎`} side="top">
          <Button size="sm" kind="primary" onClick={run}>
            <Play size={12} fill="currentColor" /> {i18n.t("Run")}
          </Button>
        </Hint>
        <p className="min-w-0 flex-1 truncate ps-1 text-12 text-muted">{ran.times === 0 && i18n.t("Runs in your browser, in a frame that reaches nothing.")}</p>
        {ran.times > 0 && (
          <IconButton label={i18n.t("Put away")} side="top" onClick={() => (setError(null), setRan({ code: "", times: 0 }))}>
            <X size={14} />
          </IconButton>
        )}
      </div>
      {ran.times > 0 && (
        <div className="min-h-0 overflow-y-auto border-t border-line">
          <Suspense fallback={null}>
            <SandboxFrame key={ran.times} code={ran.code} language="tsx" title={i18n.t("What this page draws and prints")} about={i18n.t("Runs in your browser, in a frame that reaches nothing.")} onError={onError} />
          </Suspense>
          <Mend room={room} canvas={canvas.id} error={error} line={error && (wrongOf(0, error)?.line ?? null)} run={() => void changed(ran.code).then(run)} />
        </div>
      )}
    </section>
  );
}
