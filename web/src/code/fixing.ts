/** "Fix this error": the agent is shown the trace and changes the code, which is run again; at most three times. */
import { useEffect, useRef, useState } from "react";
import { api } from "../api";
import { chosenModel } from "../chat/model";
import { i18n } from "../i18n";
import type { RoomState } from "../room/state";
import { sayError } from "../ui/toast";
import type { CodeItem, CodeView, PostedView } from "../wire.gen";
import { errorOf } from "./run";

export const ROUNDS = 3;
const TRACE = 3000;

interface Round {
  readonly number: number;
  readonly turn: string;
  readonly cell: number;
}

/** What the agent is asked. `line` is that of the whole text, from 1. */
export function asked(trace: string, line: number | null, round: number): string {
  const ask = i18n.t("Fix this error with the smallest change that does it, and say in one sentence what was wrong.");
  const where = line === null ? "" : ` ${i18n.t("It is on line {line}.", { line })}`;
  const again = round > 1 ? ` ${i18n.t("This is try {round} of {rounds}.", { round, rounds: ROUNDS })}` : "";
  return `${ask}${where}${again}\n\n${trace.slice(-TRACE).trimEnd()}`;
}

/** `number` of the round that is worked on, 0 when none is. `run` runs the cell to its end; `lineOf` is in the text. */
export function useFixing(room: RoomState, canvas: string, run: (cell: number) => Promise<CodeView | null>, lineOf: (item: CodeItem) => number | null) {
  const [round, setRound] = useState<Round | null>(null);
  const settled = useRef("");
  const turn = round ? room.turns[round.turn] : undefined;

  async function ask(error: CodeItem, number: number): Promise<void> {
    const model = chosenModel();
    try {
      const text = asked(error.trace || `${error.name}: ${error.text}`, lineOf(error), number);
      const posted = await api.post<PostedView>(`/rooms/${room.id}/messages`, { text, canvas, ...(model ? { model } : {}) });
      setRound(posted.turn ? { number, turn: posted.turn, cell: error.cell } : null);
    } catch (wrong) {
      setRound(null);
      sayError(wrong);
    }
  }

  useEffect(() => {
    if (!round || !turn?.outcome || settled.current === round.turn) return;
    settled.current = round.turn;
    const changed = room.edits.some((edit) => edit.turn === round.turn && edit.canvas === canvas);
    if (turn.outcome !== "done" || !changed) return setRound(null);
    void run(round.cell).then((view) => {
      const error = errorOf(view, round.cell);
      if (error && round.number < ROUNDS) void ask(error, round.number + 1);
      else setRound(null);
    });
  });

  return { number: round?.number ?? 0, fix: (error: CodeItem) => void ask(error, 1) };
}
