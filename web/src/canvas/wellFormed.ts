/**
 * Keeps this person's changes storable: no NUL, no half of a surrogate pair, no cut inside one.
 *
 * The server refuses such a change, and a refused change is words a person has to put back by hand. Only looks at the
 * words of the change itself; changes that came from the server pass untouched.
 */

import { type ChangeSpec, EditorState, type Extension, Text } from "@codemirror/state";

function bad(words: string): boolean {
  return words.includes("\0") || !words.isWellFormed();
}

function insidePair(doc: Text, at: number): boolean {
  if (at <= 0 || at >= doc.length) return false;
  const around = doc.sliceString(at - 1, at + 1);
  return around.length === 2 && (around.codePointAt(0) ?? 0) > 0xffff;
}

/** Words with NUL and lone halves replaced by U+FFFD, unit for unit. */
export function repaired(words: string): string {
  return words.toWellFormed().replaceAll("\0", "\ufffd");
}

export function wellFormed(): Extension {
  return EditorState.transactionFilter.of((tr) => {
    if (!tr.docChanged) return tr;
    const { doc } = tr.startState;
    let broken = false;
    tr.changes.iterChanges((fromA, toA, _fromB, _toB, inserted) => {
      broken ||= insidePair(doc, fromA) || insidePair(doc, toA) || bad(inserted.toString());
    });
    if (!broken) return tr;
    const changes: ChangeSpec[] = [];
    tr.changes.iterChanges((fromA, toA, _fromB, _toB, inserted) => {
      const from = insidePair(doc, fromA) ? fromA - 1 : fromA;
      const to = insidePair(doc, toA) ? toA + 1 : toA;
      const words = repaired(doc.sliceString(from, fromA) + inserted.toString() + doc.sliceString(toA, to));
      changes.push({ from, to, insert: Text.of(words.split("\n")) });
    });
    return { changes, effects: tr.effects, scrollIntoView: tr.scrollIntoView, userEvent: "input" };
  });
}
