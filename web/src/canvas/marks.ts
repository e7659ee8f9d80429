/**
 * What an agent changed and nobody has kept or undone yet: violet marks, and the stops that Alt-] and Alt-[ visit.
 *
 * A mark is a run of the blame list whose turn is unsettled; so marks survive a reload and follow the text without
 * anchors of their own. A person who edits inside a mark has taken it over, and the marks of that turn go.
 */

import { type EditorState, type Extension, type Range, RangeSet, RangeValue, StateEffect, StateField, type Transaction } from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView, ViewPlugin, type ViewUpdate, WidgetType } from "@codemirror/view";
import { blameField } from "./blame";
import { openNotes } from "./notes";
import { fromServer, shownSuggestions, syncField } from "./sync";
import type { ActiveEdit } from "./types";
import { element } from "./widgets";

export interface Stop {
  readonly kind: "change" | "suggestion" | "note";
  /** Turn of a change, id of a suggestion or of a comment. */
  readonly id: string;
  readonly from: number;
  readonly to: number;
  /** Number of the piece of a suggestion that is meant alone. */
  readonly piece?: number;
}

interface Marks {
  readonly edits: readonly ActiveEdit[];
  /** Turns that wrote while we watched and that the page has not told us about yet. */
  readonly writing: ReadonlySet<string>;
  /** Turns that a person edited on. */
  readonly takenOver: ReadonlySet<string>;
  /** Turns that wrote nearly all of the text: a new document is not one big change. */
  readonly whole: ReadonlySet<string>;
  /** Where an agent took words away and put none. */
  readonly gaps: RangeSet<Gap>;
  /** The change or suggestion that the small bar and the keys are about. */
  readonly current: Stop | null;
}

export const setActiveEdits = StateEffect.define<readonly ActiveEdit[]>();
export const setCurrent = StateEffect.define<Stop | null>();

class GapWidget extends WidgetType {
  override eq(): boolean {
    return true;
  }

  override toDOM(): HTMLElement {
    const gap = element("span", "cv-gap");
    gap.setAttribute("aria-hidden", "true");
    return gap;
  }
}

class Gap extends RangeValue {
  constructor(readonly turn: string) {
    super();
  }

  override eq(other: RangeValue): boolean {
    return other instanceof Gap && other.turn === this.turn;
  }
}

function without<T>(set: ReadonlySet<T>, gone: Iterable<T>): ReadonlySet<T> {
  const left = new Set(set);
  for (const each of gone) left.delete(each);
  return left;
}

export const marksField = StateField.define<Marks>({
  create: () => ({ edits: [], writing: new Set(), takenOver: new Set(), whole: new Set(), gaps: RangeSet.empty, current: null }),
  update(marks, tr) {
    let next = marks;
    if (tr.docChanged) {
      next = { ...next, gaps: next.gaps.map(tr.changes), current: next.current && moved(next.current, tr) };
      next = tr.annotation(fromServer) ? written(next, tr) : typed(next, tr);
    } else if (tr.annotation(fromServer)?.kind === "opened") {
      next = written(next, tr);
    }
    for (const effect of tr.effects) {
      if (effect.is(setActiveEdits)) next = edited(next, effect.value, tr.state);
      else if (effect.is(setCurrent)) next = { ...next, current: effect.value };
    }
    return next;
  },
});

function moved(stop: Stop, tr: Transaction): Stop {
  const from = tr.changes.mapPos(stop.from, -1);
  return { ...stop, from, to: Math.max(from, tr.changes.mapPos(stop.to, 1)) };
}

/** Something came from the server. */
function written(marks: Marks, tr: Transaction): Marks {
  const cause = tr.annotation(fromServer)!;
  if (cause.kind === "opened") {
    return { ...marks, writing: new Set(), gaps: RangeSet.empty, current: null, whole: wholeTurns(tr.state) };
  }
  const { kind, turn, client } = cause.frame;
  // What a person accepted or took back is settled: those changes have names of their own.
  if (kind !== "agent" || !turn || /^(?:undo|accept):/.test(client)) return marks;
  const add: Range<Gap>[] = [];
  tr.changes.iterChanges((_fromA, _toA, fromB, toB) => {
    if (fromB === toB) add.push(new Gap(turn).range(fromB));
  });
  const next: Marks = {
    ...marks,
    writing: new Set(marks.writing).add(turn),
    takenOver: without(marks.takenOver, [turn]),
    whole: wholeTurns(tr.state),
    gaps: add.length ? marks.gaps.update({ add }) : marks.gaps,
  };
  // The page's news and the text come by two lines: a quick edit may be known before its words are here.
  const knownFirst = !marks.writing.has(turn) && marks.edits.some((edit) => edit.turn === turn);
  return knownFirst ? { ...next, current: changeStops(tr.state, next).find((stop) => stop.id === turn) ?? null } : next;
}

/** The person changed something: the bar goes, and marks that were edited in go with it. */
function typed(marks: Marks, tr: Transaction): Marks {
  const busy = tr.state.field(syncField).cursors.some((cursor) => cursor.kind === "agent");
  const touched = new Set<string>();
  tr.changes.iterChangedRanges((fromA, toA) => {
    tr.startState.field(blameField).between(fromA, toA, (from, to, value) => {
      if (value.kind === "agent" && value.turn && from < toA + 1 && to > fromA - 1 && !(fromA === toA && (from === fromA || to === fromA))) touched.add(value.turn);
    });
  });
  if (busy) return touched.size ? { ...marks, takenOver: new Set([...marks.takenOver, ...touched]) } : marks;
  const known = new Set(marks.edits.map((edit) => edit.turn));
  const over = [...marks.writing].filter((turn) => !known.has(turn));
  if (touched.size === 0 && over.length === 0 && !marks.current) return marks;
  return { ...marks, current: null, writing: without(marks.writing, over), takenOver: new Set([...marks.takenOver, ...touched]) };
}

/** The page says which edits are open now; a new one that we saw being written gets the bar. */
function edited(marks: Marks, edits: readonly ActiveEdit[], state: EditorState): Marks {
  const before = new Set(marks.edits.map((edit) => edit.turn));
  const now = new Set(edits.map((edit) => edit.turn));
  const settled = [...before].filter((turn) => !now.has(turn));
  const next: Marks = { ...marks, edits, writing: without(marks.writing, settled), gaps: dropGaps(marks.gaps, settled) };
  const fresh = edits.find((edit) => !before.has(edit.turn) && marks.writing.has(edit.turn));
  if (fresh) return { ...next, current: changeStops(state, next).find((stop) => stop.id === fresh.turn) ?? null };
  const stale = next.current?.kind === "change" && !shows(next, next.current.id);
  return stale ? { ...next, current: null } : next;
}

function dropGaps(gaps: RangeSet<Gap>, turns: readonly string[]): RangeSet<Gap> {
  return turns.length ? gaps.update({ filter: (_from, _to, gap) => !turns.includes(gap.turn) }) : gaps;
}

function wholeTurns(state: EditorState): ReadonlySet<string> {
  const lengths = new Map<string, number>();
  for (const iter = state.field(blameField).iter(); iter.value; iter.next()) {
    if (iter.value.turn) lengths.set(iter.value.turn, (lengths.get(iter.value.turn) ?? 0) + iter.to - iter.from);
  }
  return new Set([...lengths].filter(([, length]) => length > 0.8 * state.doc.length).map(([turn]) => turn));
}

function shows(marks: Marks, turn: string): boolean {
  if (marks.takenOver.has(turn) || marks.whole.has(turn)) return false;
  return marks.writing.has(turn) || marks.edits.some((edit) => edit.turn === turn);
}

/** Marked ranges that touch a part of the text. */
export function agentMarksIn(state: EditorState, from: number, to: number, marks = state.field(marksField)): Stop[] {
  const found: Stop[] = [];
  state.field(blameField).between(from, to, (start, end, value) => {
    if (value.turn && value.kind === "agent" && end > start && shows(marks, value.turn)) {
      found.push({ kind: "change", id: value.turn, from: start, to: end });
    }
  });
  return found;
}

/** Ranges of one turn that lie closer than this, in units, are one change to a reader. */
const NEAR = 80;

function changeStops(state: EditorState, marks: Marks): Stop[] {
  const ranges = agentMarksIn(state, 0, state.doc.length, marks);
  for (const iter = marks.gaps.iter(); iter.value; iter.next()) {
    if (shows(marks, iter.value.turn)) ranges.push({ kind: "change", id: iter.value.turn, from: iter.from, to: iter.from });
  }
  ranges.sort((a, b) => a.from - b.from);
  const stops: Stop[] = [];
  for (const range of ranges) {
    const last = stops.at(-1);
    if (last && last.id === range.id && range.from - last.to <= NEAR) stops[stops.length - 1] = { ...last, to: Math.max(last.to, range.to) };
    else stops.push(range);
  }
  return stops;
}

/** Every change, suggestion and open comment in the order of the text. */
export function stops(state: EditorState): Stop[] {
  const suggested = shownSuggestions(state.field(syncField)).map<Stop>((each) => ({ kind: "suggestion", id: each.id, from: each.start, to: each.end }));
  const notes = openNotes(state).map<Stop>((each) => ({ kind: "note", id: each.id, from: each.start, to: each.end }));
  return [...changeStops(state, state.field(marksField)), ...suggested, ...notes].sort((a, b) => a.from - b.from || a.to - b.to);
}

const wash = Decoration.mark({ class: "cv-agent" });
const washNow = Decoration.mark({ class: "cv-agent cv-current" });

/** Words changed side by side are drawn as one mark, the blank between them with it. */
function joined(state: EditorState, marks: readonly Stop[]): Stop[] {
  const whole: Stop[] = [];
  for (const mark of marks) {
    const last = whole.at(-1);
    const near = last?.id === mark.id && (mark.from === last.to || (mark.from === last.to + 1 && state.sliceDoc(last.to, mark.from) === " "));
    if (last && near) whole[whole.length - 1] = { ...last, to: mark.to };
    else whole.push(mark);
  }
  return whole;
}

function drawMarks(view: EditorView): DecorationSet {
  const { state } = view;
  const { current, gaps } = state.field(marksField);
  const ranges: Range<Decoration>[] = [];
  for (const { from, to } of view.visibleRanges) {
    for (const mark of joined(state, agentMarksIn(state, from, to))) {
      const now = current?.kind === "change" && current.id === mark.id && mark.from >= current.from && mark.to <= current.to;
      ranges.push((now ? washNow : wash).range(Math.max(from, mark.from), Math.min(to, mark.to)));
    }
    gaps.between(from, to, (at, _to, gap) => {
      if (shows(state.field(marksField), gap.turn)) ranges.push(Decoration.widget({ widget: new GapWidget(), side: 1 }).range(at));
    });
  }
  return Decoration.set(ranges.filter((each) => each.from < each.to || each.value.spec["widget"]), true);
}

const drawing = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet;

    constructor(view: EditorView) {
      this.decorations = drawMarks(view);
    }

    update(update: ViewUpdate): void {
      const changed = update.state.field(marksField) !== update.startState.field(marksField);
      if (update.docChanged || update.viewportChanged || changed) this.decorations = drawMarks(update.view);
    }
  },
  { decorations: (plugin) => plugin.decorations },
);

// ---------------------------------------------------------------- old words fade into new ones

const fade = StateEffect.define<DecorationSet>();
const FADE_MS = 240;
const MOST_GHOST = 600;

class GhostWidget extends WidgetType {
  constructor(private readonly words: string) {
    super();
  }

  override toDOM(): HTMLElement {
    const anchor = element("span", "cv-ghost");
    anchor.setAttribute("aria-hidden", "true");
    anchor.append(element("span", "", this.words));
    return anchor;
  }
}

const fading = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(set, tr) {
    set = set.map(tr.changes);
    for (const effect of tr.effects) if (effect.is(fade)) set = effect.value;
    const cause = tr.annotation(fromServer);
    if (cause?.kind !== "update" || !tr.docChanged || !cause.frame.turn) return set;
    const add: Range<Decoration>[] = [];
    tr.changes.iterChanges((fromA, toA, fromB, toB) => {
      if (toA === fromA || toA - fromA > MOST_GHOST) return; // streamed words arrive as they are
      const words = tr.startState.sliceDoc(fromA, toA);
      if (!words.includes("\n")) add.push(Decoration.widget({ widget: new GhostWidget(words), side: -1 }).range(fromB));
      if (toB > fromB) add.push(Decoration.mark({ class: "cv-arrive" }).range(fromB, toB));
    });
    return add.length ? set.update({ add, sort: true }) : set;
  },
  provide: (self) => EditorView.decorations.from(self),
});

const fadingEnds = ViewPlugin.fromClass(
  class {
    private timer: ReturnType<typeof setTimeout> | undefined;

    constructor(private readonly view: EditorView) {}

    update(update: ViewUpdate): void {
      if (update.state.field(fading) === Decoration.none || update.state.field(fading).size === 0) return;
      this.timer ??= setTimeout(() => {
        this.timer = undefined;
        this.view.dispatch({ effects: fade.of(Decoration.none) });
      }, FADE_MS + 60);
    }

    destroy(): void {
      clearTimeout(this.timer);
    }
  },
);

export function marks(): Extension {
  return [marksField, drawing, fading, fadingEnds];
}
