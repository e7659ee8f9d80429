/** Who can be mentioned in a comment, and what `@` and the letters after it mean. Pure. */
import type { RoomState } from "../room/state";

export interface Mentionable {
  readonly id: string;
  readonly name: string;
  readonly machine: boolean;
  /** What is written after the `@`: a name of several words in one. */
  readonly handle: string;
}

/** Agents that come with gesso answer without having been invited. */
const OURS = ["Critic", "Editor", "Fact-checker"];

export function mentionable(room: Pick<RoomState, "members" | "agents">): Mentionable[] {
  const made = (id: string, name: string, machine: boolean): Mentionable => ({ id, name, machine, handle: name.trim().split(/\s+/).join("-") });
  const invited = Object.values(room.agents).map(({ id, name }) => made(id, name, true));
  const names = new Set(invited.map(({ name }) => name));
  const ours = OURS.filter((name) => !names.has(name)).map((name) => made(`ours:${name}`, name, true));
  const people = Object.values(room.members).map(({ id, name }) => made(id, name, false));
  return [...people, ...invited, ...ours].filter((each) => each.handle !== "");
}

/** The `@…` that ends at the caret: where it begins, and its letters; null where there is none. */
export function mentionAt(text: string, caret: number): { readonly from: number; readonly letters: string } | null {
  const found = /(?:^|[^\p{L}\p{N}_@])@([\p{L}\p{N}_-]*)$/u.exec(text.slice(0, caret));
  return found ? { from: caret - found[1]!.length - 1, letters: found[1]! } : null;
}

export function matching(all: readonly Mentionable[], letters: string): Mentionable[] {
  const wanted = letters.toLocaleLowerCase();
  const starts = (each: Mentionable) => each.name.toLocaleLowerCase().split(/[\s-]+/).some((word) => word.startsWith(wanted)) || each.handle.toLocaleLowerCase().startsWith(wanted);
  return all.filter(starts).slice(0, 6);
}
