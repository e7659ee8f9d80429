/**
 * The state that stands between the editor's text and the server's log of changes.
 *
 * confirmed text --inflight--> --buffer--> the editor's text. `inflight` is the one change that was sent and not yet
 * seen in the log, `buffer` everything typed since, composed into one change. A logged change of somebody else is
 * mapped over both, one at a time (Rule 1); `@codemirror/collab` keeps one change for every keystroke instead, which
 * makes an hour of typing offline thousands of pushes.
 *
 * Positions from the server (suggestions, cursors) are kept at the confirmed version, moved only over logged changes as
 * the server does it, and shown mapped over what is unconfirmed (Rule 2). This file does no IO and knows no clock.
 */

import {
  Annotation,
  ChangeSet,
  type EditorState,
  StateEffect,
  StateField,
  Text,
  Transaction,
  type TransactionSpec,
} from "@codemirror/state";
import type { Opened, Update, WireCursor, WirePlace, WireSuggestion } from "../wire.gen";

export interface Sync {
  /** Version of `confirmed`; -1 before the first text is there. */
  readonly version: number;
  readonly confirmed: Text;
  readonly inflight: ChangeSet | null;
  readonly buffer: ChangeSet | null;
  /** The next edit whose words `buffer` is, and nothing else; likewise of `inflight`. */
  readonly bufferOffer: string | null;
  readonly inflightOffer: string | null;
  readonly editable: boolean;
  readonly suggestions: readonly WireSuggestion[];
  readonly notes: readonly WirePlace[];
  readonly cursors: readonly WireCursor[];
}

/** What came with a transaction that the server caused; the fields for blame and marks read it. */
export type FromServer =
  | { readonly kind: "opened"; readonly frame: Opened }
  | { readonly kind: "update"; readonly frame: Update; readonly own: boolean };

export const fromServer = Annotation.define<FromServer>();
const settled = StateEffect.define<Sync>();
/** This transaction puts in the words of a next edit, which are the agent's `by`, and nothing else. */
export const takenOffer = StateEffect.define<{ readonly offer: string; readonly by: string }>();

const NOTHING: Sync = {
  version: -1,
  confirmed: Text.empty,
  inflight: null,
  buffer: null,
  bufferOffer: null,
  inflightOffer: null,
  editable: false,
  suggestions: [],
  notes: [],
  cursors: [],
};

export const syncField = StateField.define<Sync>({
  create: () => NOTHING,
  update(sync, tr) {
    for (const effect of tr.effects) if (effect.is(settled)) return effect.value;
    if (!tr.docChanged) return sync;
    const buffer = sync.buffer ? sync.buffer.compose(tr.changes) : tr.changes;
    const taken = sync.buffer ? undefined : tr.effects.find((effect) => effect.is(takenOffer));
    return { ...sync, buffer: buffer.empty ? null : buffer, bufferOffer: taken ? (taken.value as { offer: string }).offer : null };
  },
});

/** All of this person's changes that the server has not confirmed, as one; null when there are none. */
export function unconfirmed(sync: Sync): ChangeSet | null {
  if (!sync.inflight) return sync.buffer;
  return sync.buffer ? sync.inflight.compose(sync.buffer) : sync.inflight;
}

const remote = [Transaction.addToHistory.of(false), Transaction.remote.of(true)];

/** The transaction that takes over the whole text of an `opened` frame; the caret stays where the text is the same. */
export function open(state: EditorState, frame: Opened): TransactionSpec {
  const confirmed = Text.of(frame.text.split("\n"));
  const next: Sync = {
    ...NOTHING,
    version: frame.version,
    confirmed,
    editable: frame.editable,
  };
  return {
    changes: difference(state.doc, confirmed, frame.text),
    effects: settled.of(next),
    annotations: [...remote, fromServer.of({ kind: "opened", frame })],
    filter: false,
  };
}

/**
 * The transaction for one logged change. `own` says that it is the change in flight coming back.
 * Throws RangeError if the change does not fit the confirmed text: then the whole text must be asked for.
 */
export function receive(state: EditorState, frame: Update, own: boolean): TransactionSpec {
  const sync = state.field(syncField);
  const logged = ChangeSet.fromJSON(frame.change);
  const base = {
    ...sync,
    version: frame.version,
    confirmed: logged.apply(sync.confirmed),
    suggestions: sync.suggestions.map((each) => moveSpan(each, logged)),
    notes: sync.notes.map((each) => moveSpan(each, logged)),
    cursors: sync.cursors.map((each) => moveCursor(each, logged)),
  };
  const annotations = [...remote, fromServer.of({ kind: "update", frame, own })];
  if (own) {
    return { effects: settled.of({ ...base, inflight: null, inflightOffer: null }), annotations, filter: false };
  }
  let change = logged;
  let { inflight, buffer } = sync;
  if (inflight) [change, inflight] = [change.map(inflight, true), inflight.map(change)];
  if (buffer) [change, buffer] = [change.map(buffer, true), buffer.map(change)];
  return {
    changes: change,
    effects: settled.of({ ...base, inflight, buffer }),
    annotations,
    filter: false,
  };
}

/** Move up to `limit` inserted units from the buffer into flight; null when there is nothing to send. */
export function takeOff(state: EditorState, limit: number): TransactionSpec | null {
  const sync = state.field(syncField);
  if (sync.inflight || !sync.buffer) return null;
  const [change, rest] = split(sync.buffer, limit);
  const inflightOffer = rest ? null : sync.bufferOffer;
  return { effects: settled.of({ ...sync, inflight: change, buffer: rest, inflightOffer, bufferOffer: null }) };
}

export function setEditable(state: EditorState, editable: boolean): TransactionSpec {
  return { effects: settled.of({ ...state.field(syncField), editable }) };
}

export function setSuggestions(state: EditorState, suggestions: readonly WireSuggestion[]): TransactionSpec {
  return { effects: settled.of({ ...state.field(syncField), suggestions }) };
}

export function setNotes(state: EditorState, notes: readonly WirePlace[]): TransactionSpec {
  return { effects: settled.of({ ...state.field(syncField), notes }) };
}

export function setCursors(state: EditorState, cursors: readonly WireCursor[]): TransactionSpec {
  return { effects: settled.of({ ...state.field(syncField), cursors }) };
}

/** Words of this person that are in the editor and not on the server, one piece a line; "" if there are none. */
export function unsentWords(sync: Sync): string {
  const pieces: string[] = [];
  unconfirmed(sync)?.iterChanges((_fromA, _toA, _fromB, _toB, inserted) => {
    const piece = inserted.toString();
    if (piece.trim()) pieces.push(piece);
  });
  return pieces.join("\n");
}

/** A position in the editor as a position of the confirmed text. */
export function toConfirmed(sync: Sync, pos: number): number {
  const change = unconfirmed(sync);
  return change ? change.invertedDesc.mapPos(pos) : pos;
}

/** As the server moves it: words typed at the edges stay outside, and a point stays before what is typed there. */
function moveSpan<T extends { readonly start: number; readonly end: number }>(span: T, change: ChangeSet): T {
  if (span.start === span.end) {
    const at = change.mapPos(span.start, -1);
    return { ...span, start: at, end: at };
  }
  const start = change.mapPos(span.start, 1);
  const end = change.mapPos(span.end, -1);
  if (start <= end) return { ...span, start, end };
  const at = change.mapPos(span.start, -1);
  return { ...span, start: at, end: at };
}

function moveCursor(cursor: WireCursor, change: ChangeSet): WireCursor {
  return { ...cursor, anchor: change.mapPos(cursor.anchor, 1), head: change.mapPos(cursor.head, 1) };
}

/** The open suggestions where the editor shows them; one whose words are gone is left out. */
export function shownSuggestions(sync: Sync): readonly WireSuggestion[] {
  const change = unconfirmed(sync);
  if (!change) return sync.suggestions;
  return sync.suggestions.flatMap((each) => {
    const moved = moveSpan(each, change);
    return moved.start === moved.end && each.start < each.end ? [] : [moved];
  });
}

/** The places of comments where the editor shows them; one whose words are not there is left out. */
export function shownNotes(sync: Sync): readonly WirePlace[] {
  const change = unconfirmed(sync);
  const here = sync.notes.filter((each) => !each.gone && each.start < each.end);
  return change ? here.map((each) => moveSpan(each, change)).filter((each) => each.start < each.end) : here;
}

export function shownCursors(sync: Sync): readonly WireCursor[] {
  const change = unconfirmed(sync);
  return change ? sync.cursors.map((each) => moveCursor(each, change)) : sync.cursors;
}

/** The smallest single replacement between two texts, found from both ends. */
function difference(before: Text, after: Text, afterText: string): { from: number; to: number; insert: Text } {
  const old = before.toString();
  const shorter = Math.min(old.length, afterText.length);
  let from = 0;
  while (from < shorter && old.charCodeAt(from) === afterText.charCodeAt(from)) from++;
  let tail = 0;
  while (tail < shorter - from && old.charCodeAt(old.length - 1 - tail) === afterText.charCodeAt(afterText.length - 1 - tail)) tail++;
  return { from, to: old.length - tail, insert: after.slice(from, after.length - tail) };
}

/** A segment costs about this many characters of JSON besides its words. */
const SEGMENT = 24;

/**
 * Two changes that do what `change` does, the first small enough for one message; null when it is small enough whole.
 * Never cuts between the halves of a surrogate pair.
 */
export function split(change: ChangeSet, limit: number): [ChangeSet, ChangeSet | null] {
  const first: { from: number; to: number; insert: Text }[] = [];
  const rest: { from: number; to: number; insert: Text }[] = [];
  let room = limit;
  let moved = 0;
  change.iterChanges((fromA, toA, _fromB, _toB, inserted) => {
    const cost = inserted.length + SEGMENT;
    if (rest.length === 0 && cost <= room) {
      first.push({ from: fromA, to: toA, insert: inserted });
      moved += inserted.length - (toA - fromA);
      room -= cost;
      return;
    }
    let taken = rest.length === 0 ? Math.min(inserted.length, room - SEGMENT) : 0;
    if (taken > 0 && isPairAt(inserted, taken)) taken--;
    if (taken > 0) {
      first.push({ from: fromA, to: fromA, insert: inserted.slice(0, taken) });
      moved += taken;
    } else {
      taken = 0;
    }
    room = 0;
    rest.push({ from: fromA + moved, to: toA + moved, insert: inserted.slice(taken) });
  }, true);
  if (rest.length === 0) return [change, null];
  const begin = ChangeSet.of(first, change.length);
  return [begin, ChangeSet.of(rest, begin.newLength)];
}

function isPairAt(text: Text, at: number): boolean {
  const around = text.sliceString(at - 1, at + 1);
  return around.length === 2 && (around.codePointAt(0) ?? 0) > 0xffff;
}
