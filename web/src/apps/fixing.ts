/**
 * An error of an app, given to an agent in the conversation, which changes the code by targeted edits; then the app runs
 * anew. At most two rounds: after them the person chooses. What a model has just written begins by itself; else the
 * person asks for it.
 */
import { useEffect, useRef, useState } from "react";
import { api } from "../api";
import { chosenModel } from "../chat/model";
import { i18n } from "../i18n";
import type { RoomState } from "../room/state";
import type { AppError } from "../sandbox/protocol";
import { sayError } from "../ui/toast";
import type { PostedView } from "../wire.gen";

export const ROUNDS = 2;
const QUIET_MS = 2500;
const TOLD = 2000;
const SETTLE_MS = 600;
/** Turns whose apps were mended by themselves: once each. */
const begun = new Set<string>();
/** Faults of the code; the rest is a slow machine, an app that went too far, or a remark of its own. */
const MENDED: readonly AppError["kind"][] = ["compile", "import", "throw", "error", "rejection", "react", "blank"];

function words(error: AppError, round: number): string {
  const ask = i18n.t("Fix this error of the app with the smallest change that does it, and say in one sentence what was wrong.");
  const again = round > 1 ? ` ${i18n.t("This is try {round} of {rounds}.", { round, rounds: ROUNDS })}` : "";
  const stack = error.stack && !error.stack.includes(error.message) ? `${error.message}\n${error.stack}` : error.stack || error.message;
  return `${ask}${again}\n\n${stack.slice(0, TOLD).trimEnd()}`;
}

/**
 * `number` of the round, 0 for none; `given` up after the last. `run` starts the app with the code as it is now.
 * `written` is the turn that has just written the app, or "".
 */
export function useFixing(room: RoomState, canvas: string, error: AppError | null, written: string, run: () => void) {
  const [round, setRound] = useState<{ readonly number: number; readonly turn: string } | null>(null);
  const [given, setGiven] = useState(false);
  const settled = useRef("");
  const now = useRef(error);
  useEffect(() => void (now.current = error));
  const turn = round ? room.turns[round.turn] : undefined;

  useEffect(() => {
    if (!error || !written || round || begun.has(written) || !MENDED.includes(error.kind)) return undefined;
    const timer = setTimeout(() => (begun.add(written), void ask(error, 1)), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [error, written, round]);

  async function ask(wrong: AppError, number: number): Promise<void> {
    const model = chosenModel();
    try {
      const posted = await api.post<PostedView>(`/rooms/${room.id}/messages`, { text: words(wrong, number), canvas, ...(model ? { model } : {}) });
      setRound(posted.turn ? { number, turn: posted.turn } : null);
    } catch (failure) {
      setRound(null);
      sayError(failure);
    }
  }

  useEffect(() => {
    if (!round || !turn?.outcome || settled.current === round.turn) return;
    settled.current = round.turn;
    const changed = room.edits.some((edit) => edit.turn === round.turn && edit.canvas === canvas);
    if (turn.outcome !== "done" || !changed) return setRound(null);
    run();
    const timer = setTimeout(() => {
      if (!now.current) setRound(null);
      else if (round.number < ROUNDS) void ask(now.current, round.number + 1);
      else (setRound(null), setGiven(true));
    }, QUIET_MS);
    return () => clearTimeout(timer);
  }, [round, turn?.outcome]);

  return { number: round?.number ?? 0, given, fix: (wrong: AppError) => (setGiven(false), void ask(wrong, 1)) };
}
