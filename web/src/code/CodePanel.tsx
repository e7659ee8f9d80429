/** Under a page of Python: running it, and what it gave. Everything shown here is output, and nothing to act on. */
import { Play, RotateCcw, Square, X } from "lucide-react";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { api } from "../api";
import { i18n } from "../i18n";
import { useActions } from "../room/actions";
import { pane } from "../room/desk";
import type { Canvas, RoomState } from "../room/state";
import { Button, Hint, IconButton } from "../ui/button";
import type { CodeView, SandboxView } from "../wire.gen";
import { ROUNDS, useFixing } from "./fixing";
import { Items } from "./Items";
import { errorOf, useRun } from "./run";

const SAVE_MS = 2000;
const MOD = /Mac|iP(hone|ad)/.test(navigator.platform) ? "⌘" : "Ctrl";

/** The server runs the text that it has. */
async function saved(): Promise<void> {
  for (const end = performance.now() + SAVE_MS; performance.now() < end && pane.current?.settled() === false; ) {
    await new Promise((then) => setTimeout(then, 30));
  }
}

function useKey(canvas: string, run: () => void): void {
  const now = useRef(run);
  useEffect(() => void (now.current = run));
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
      if (!(event.target instanceof Element) || !event.target.closest(`[data-canvas="${canvas}"]`)) return;
      event.preventDefault();
      event.stopPropagation();
      now.current();
    };
    // Before the editor, which would begin a line.
    window.addEventListener("keydown", press, true);
    return () => window.removeEventListener("keydown", press, true);
  }, [canvas]);
}

function stateOf(view: CodeView | null, sandbox: SandboxView | undefined, round: number): string {
  if (sandbox && sandbox.tier === null) return i18n.t("Code cannot be run on this server: nothing here holds it safely.");
  if (view?.state === "starting") return i18n.t("Starting…");
  if (view?.state === "running") return i18n.t("Running…");
  if (round > 0) return i18n.t("Being fixed, try {round} of {rounds}", { round, rounds: ROUNDS });
  if (view && view.seconds !== null) return i18n.t("Ran in {seconds} s", { seconds: view.seconds.toFixed(view.seconds < 1 ? 2 : view.seconds < 10 ? 1 : 0) });
  return sandbox ? i18n.t("Runs in a sandbox: no network, no files of this machine.") : "";
}

export default function CodePanel({ room, canvas }: { room: RoomState; canvas: Canvas }) {
  const { canEdit, canTalk } = useActions();
  const sandbox = useQuery({ queryKey: ["sandbox"], queryFn: () => api.get<SandboxView>("/sandbox"), staleTime: Infinity }).data;
  const working = Object.values(room.turns).some((turn) => turn.outcome === null);
  const { view, start, stop, restart } = useRun(canvas.id, working);
  const [shown, setShown] = useState(true);
  const busy = view !== null && view.state !== "idle";
  const able = canEdit && sandbox?.tier !== null;

  const run = async () => {
    if (!able || busy) return null;
    pane.current?.markWrong(null);
    setShown(true);
    await saved();
    return start();
  };
  const { number, fix } = useFixing(room, canvas.id, run);
  useKey(canvas.id, () => void run());

  const error = errorOf(view);
  const line = busy ? null : (error?.line ?? null);
  const words = error ? `${error.name}: ${error.text}` : "";
  useEffect(() => {
    if (line !== null) pane.current?.markWrong({ line, words });
  }, [line, words, view?.run]);

  const some = view !== null && view.items.length > 0;
  return (
    <section data-canvas={canvas.id} aria-label={i18n.t("Run")} className="flex max-h-[45%] shrink-0 flex-col border-t border-line bg-surface">
      <div className="flex min-h-11 coarse:min-h-14 shrink-0 items-center gap-2 px-3 max-md:px-2">
        {canEdit &&
          (busy ? (
            <Button size="sm" onClick={stop}>
              <Square size={12} fill="currentColor" /> {i18n.t("Stop")}
            </Button>
          ) : (
            <Hint label={i18n.t("Run")} keys={`${MOD} ⏎`} side="top">
              <Button size="sm" kind="primary" disabled={!able} onClick={() => void run()}>
                <Play size={12} fill="currentColor" /> {i18n.t("Run")}
              </Button>
            </Hint>
          ))}
        <p role="status" className="min-w-0 flex-1 truncate text-12 text-muted">
          {stateOf(view, sandbox, number)}
        </p>
        {canEdit && view !== null && view.run > 0 && (
          <IconButton label={i18n.t("Start afresh: forget what was defined")} side="top" onClick={restart}>
            <RotateCcw size={14} />
          </IconButton>
        )}
        {some && shown && (
          <IconButton label={i18n.t("Hide the output")} side="top" onClick={() => setShown(false)}>
            <X size={14} />
          </IconButton>
        )}
        {some && !shown && (
          <Button size="sm" kind="muted" onClick={() => setShown(true)}>
            {i18n.t("Show the output")}
          </Button>
        )}
      </div>
      {some && shown && <Items view={view} onFix={canTalk && canEdit && !busy && number === 0 ? fix : undefined} />}
    </section>
  );
}
