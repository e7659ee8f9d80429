/** Work by rounds as rows to draw: who took which turn, what came of it. Pure. */
import { suggestionsOf, type Rounds, type RoomState, type Turn } from "../room/state";
import type { Severity } from "../wire.gen";

export interface Leg {
  readonly agent: string;
  readonly turn: Turn | null;
  /** Comments made in the turn. */
  readonly comments: Readonly<Record<Severity, number>>;
  readonly edits: number;
  readonly suggestions: number;
  readonly answers: number;
}

export interface Round {
  readonly number: number;
  readonly legs: readonly Leg[];
}

const SEVERITIES: readonly Severity[] = ["major", "minor", "nit"];

/** The rounds that began, oldest first; in the last one a leg whose turn has not come has no turn. */
export function roundsOf(room: RoomState, work: Rounds): Round[] {
  const found: Round[] = [];
  const size = work.agents.length;
  for (let at = 0; at < work.turns.length; at += size) {
    const ids = work.turns.slice(at, at + size);
    const legs = work.agents.map((agent, index) => legOf(room, agent, room.turns[ids[index] ?? ""] ?? null));
    found.push({ number: at / size + 1, legs: work.ended ? legs.filter((leg) => leg.turn !== null) : legs });
  }
  return found;
}

function legOf(room: RoomState, agent: string, turn: Turn | null): Leg {
  const id = turn?.id ?? "";
  const notes = Object.values(room.notes).filter((note) => note.turn === id);
  const count = (severity: Severity) => notes.filter((note) => (note.severity ?? "minor") === severity).length;
  return {
    agent,
    turn,
    comments: { major: count("major"), minor: count("minor"), nit: count("nit") },
    edits: room.edits.filter((edit) => edit.turn === id && edit.state !== "undone").length,
    suggestions: suggestionsOf(room, id).length,
    answers: Object.values(room.notes).flatMap((note) => note.replies).filter((reply) => reply.turn === id).length,
  };
}

export const severities = (leg: Leg) => SEVERITIES.filter((severity) => leg.comments[severity] > 0);
