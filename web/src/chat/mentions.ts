/** Completing `@name` while a message is written: whom it can mean, and what stands in the text afterwards. Pure. */
import { handleOf } from "../agents/names";

export interface Candidate {
  readonly id: string;
  readonly name: string;
  readonly agent: boolean;
}

export interface Mention {
  /** Where the `@` is. */
  readonly start: number;
  readonly typed: string;
}

/** The mention that the caret is at the end of, if it is in one. */
export function mentionAt(text: string, caret: number): Mention | null {
  const match = /(?:^|[^\p{L}\p{N}_@])@([\p{L}\p{N}_-]{0,40})$/u.exec(text.slice(0, caret));
  return match ? { start: caret - match[1]!.length - 1, typed: match[1]! } : null;
}

/** Those whose name begins so, else those in whose name it is; agents first. */
export function candidatesFor(typed: string, everybody: readonly Candidate[]): Candidate[] {
  const wanted = typed.toLocaleLowerCase();
  const rank = (each: Candidate) => {
    const handle = handleOf(each.name).toLocaleLowerCase();
    return handle.startsWith(wanted) ? 0 : handle.includes(wanted) ? 1 : 2;
  };
  return everybody
    .map((each, index) => ({ each, index, rank: rank(each) }))
    .filter((found) => found.rank < 2)
    .sort((a, b) => a.rank - b.rank || Number(b.each.agent) - Number(a.each.agent) || a.index - b.index)
    .map((found) => found.each)
    .slice(0, 7);
}

/** The text with the mention complete, and where the caret goes. */
export function completed(text: string, caret: number, mention: Mention, name: string): { text: string; caret: number } {
  const put = `@${handleOf(name)} `;
  const rest = text.slice(caret).replace(/^ /, "");
  return { text: text.slice(0, mention.start) + put + rest, caret: mention.start + put.length };
}
