/** What went wrong in a block or page of JavaScript or HTML, and "Fix this error": changed, run again, at most three times. */
import { Wrench } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { api } from "../api";
import { chosenModel } from "../chat/model";
import { i18n } from "../i18n";
import { useActions } from "../room/actions";
import type { RoomState } from "../room/state";
import type { AppError } from "../sandbox/protocol";
import { Button } from "../ui/button";
import { sayError } from "../ui/toast";
import type { PostedView } from "../wire.gen";
import { asked, ROUNDS } from "./fixing";

/** How long it has to run without an error after a change to count as mended. */
const QUIET_MS = 2500;
const NAMED = /^(?:Uncaught )?\w*(?:Error|Exception): /;

/** The trace as Python's are told: its name, what was wrong, and where. */
export function traceOf({ kind, message, stack }: AppError): string {
  const named = NAMED.test(message) ? message : `${kind === "compile" ? "SyntaxError" : "Error"}: ${message}`;
  if (!stack) return named;
  return stack.includes(message) && NAMED.test(stack) ? stack : `${named}\n${stack}`;
}

interface Props {
  readonly room: RoomState;
  readonly canvas: string;
  /** Of the run that is shown now. */
  readonly error: AppError | null;
  /** Of the text, from 1. */
  readonly line: number | null;
  run(): void;
}

export function Mend({ room, canvas, error, line, run }: Props) {
  const { canEdit, canTalk } = useActions();
  const [round, setRound] = useState<{ readonly number: number; readonly turn: string } | null>(null);
  const settled = useRef("");
  const now = useRef({ error, line });
  useEffect(() => void (now.current = { error, line }));
  const turn = round ? room.turns[round.turn] : undefined;

  async function ask(number: number): Promise<void> {
    const wrong = now.current.error;
    if (!wrong) return setRound(null);
    const model = chosenModel();
    try {
      const text = asked(traceOf(wrong), now.current.line, number);
      const posted = await api.post<PostedView>(`/rooms/${room.id}/messages`, { text, canvas, ...(model ? { model } : {}) });
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
      if (now.current.error && round.number < ROUNDS) void ask(round.number + 1);
      else setRound(null);
    }, QUIET_MS);
    return () => clearTimeout(timer);
  }, [round, turn?.outcome]);

  if (round) {
    return (
      <p role="status" className="px-2 py-1.5 text-12 text-muted">
        {i18n.t("Being fixed, try {round} of {rounds}", { round: round.number, rounds: ROUNDS })}
      </p>
    );
  }
  if (!error) return null;
  return (
    <div role="alert" className="my-1 flex flex-wrap items-start gap-x-3 gap-y-2 rounded-md border border-line bg-surface p-2.5">
      <p className="min-w-0 flex-1 basis-56 font-mono text-12 whitespace-pre-wrap text-danger [overflow-wrap:anywhere]">{error.message}</p>
      {canTalk && canEdit && (
        <Button size="sm" className="text-agent" onClick={() => void ask(1)}>
          <Wrench size={13} /> {i18n.t("Fix this error")}
        </Button>
      )}
    </div>
  );
}
