/**
 * Who wrote which part of the text in the editor, kept up to date with every transaction.
 *
 * Starts from the runs of an `opened` frame; after that, words typed here are this person's, and words that come with
 * a logged change are its author's. Work for a change is proportional to the runs it touches, not to the text.
 */

import { type ChangeSet, Facet, type Range, RangeSet, RangeValue, StateField, type Transaction } from "@codemirror/state";
import type { BlameRun } from "../wire.gen";
import { fromServer, takenOffer } from "./sync";

export type AuthorKind = BlameRun["kind"];

export class Written extends RangeValue {
  constructor(
    readonly by: string,
    readonly kind: AuthorKind,
    readonly turn: string | null,
  ) {
    super();
  }

  override eq(other: Written): boolean {
    return this.by === other.by && this.turn === other.turn && this.kind === other.kind;
  }
}
Written.prototype.startSide = 1;
Written.prototype.endSide = -1;

/** Id of the person who types here. */
export const meFacet = Facet.define<string, string>({ combine: (values) => values[0] ?? "" });

export const blameField = StateField.define<RangeSet<Written>>({
  create: () => RangeSet.empty,
  update(blame, tr) {
    const cause = tr.annotation(fromServer);
    if (cause?.kind === "opened") return fromRuns(cause.frame.blame, tr.state.doc.length);
    if (!tr.docChanged) return blame;
    const taken = tr.effects.find((effect) => effect.is(takenOffer))?.value as { by: string } | undefined;
    const author = taken
      ? new Written(taken.by, "agent", null)
      : cause
      ? new Written(cause.frame.by, cause.frame.kind, cause.frame.turn ?? null)
      : new Written(tr.state.facet(meFacet), "person", null);
    return write(blame, tr, author);
  },
});

function fromRuns(runs: readonly BlameRun[], length: number): RangeSet<Written> {
  const ranges: Range<Written>[] = [];
  let at = 0;
  for (const run of runs) {
    const end = Math.min(length, at + run.length);
    if (end > at) ranges.push(new Written(run.by, run.kind, run.turn ?? null).range(at, end));
    at = end;
  }
  return RangeSet.of(ranges);
}

/** Runs after a change: what was inserted belongs to `author`, and cuts in two a run that it stands in. */
function write(blame: RangeSet<Written>, tr: Transaction, author: Written): RangeSet<Written> {
  let result = blame.map(tr.changes);
  const changes: ChangeSet = tr.changes;
  changes.iterChanges((_fromA, _toA, fromB, toB) => {
    if (fromB === toB) return;
    const add: Range<Written>[] = [];
    let start = fromB;
    let end = toB;
    result.between(fromB, toB, (from, to, value) => {
      if (value.eq(author)) {
        start = Math.min(start, from);
        end = Math.max(end, to);
        return;
      }
      if (from < fromB) add.push(value.range(from, fromB));
      if (to > toB) add.push(value.range(toB, to));
    });
    add.push(author.range(start, end));
    result = result.update({ filterFrom: fromB, filterTo: toB, filter: () => false, add, sort: true });
  });
  return result;
}
