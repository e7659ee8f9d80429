/**
 * The passages of a lens in an editor that is mounted: quietly underlined, the one that was chosen lit. Added when a
 * lens opens, so that an editor without one does not load it. Nothing here changes the text or moves it.
 */
import { StateEffect, StateField } from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView } from "@codemirror/view";
import { manyToUnits } from "../canvas/units";
import type { Anchor, Datum } from "../wire.gen";

const MOST = 2_000;
/** How far from where it was a passage is looked for, when the text has changed since. */
const NEAR = 4_000;

interface Shown {
  readonly marks: DecorationSet;
  readonly lit: { readonly from: number; readonly to: number } | null;
}

const setMarks = StateEffect.define<DecorationSet>();
const setLit = StateEffect.define<Shown["lit"]>();
const lit = Decoration.mark({ class: "cv-lens-lit" });

const field = StateField.define<Shown>({
  create: () => ({ marks: Decoration.none, lit: null }),
  update(shown, tr) {
    if (tr.docChanged) {
      const place = shown.lit && { from: tr.changes.mapPos(shown.lit.from, 1), to: tr.changes.mapPos(shown.lit.to, -1) };
      shown = { marks: shown.marks.map(tr.changes), lit: place && place.from < place.to ? place : null };
    }
    for (const effect of tr.effects) {
      if (effect.is(setMarks)) shown = { ...shown, marks: effect.value };
      if (effect.is(setLit)) shown = { ...shown, lit: effect.value };
    }
    return shown;
  },
  provide: (self) => [
    EditorView.decorations.from(self, (shown) => shown.marks),
    EditorView.decorations.from(self, (shown) => (shown.lit ? Decoration.set(lit.range(shown.lit.from, shown.lit.to)) : Decoration.none)),
  ],
});

const heard = new WeakMap<EditorView, Set<() => void>>();

function ready(view: EditorView): Set<() => void> {
  let listeners = heard.get(view);
  if (!listeners) {
    const made = new Set<() => void>();
    const hear = EditorView.updateListener.of((update) => update.docChanged && made.forEach((each) => each()));
    view.dispatch({ effects: StateEffect.appendConfig.of([field, hear]) });
    heard.set(view, (listeners = made));
  }
  return listeners;
}

/** Calls `then` at every change of the text, until the answer is called. */
export function onChange(view: EditorView, then: () => void): () => void {
  const listeners = ready(view);
  listeners.add(then);
  return () => void listeners.delete(then);
}

/** Underlines what a lens found; the text is asked whether it still reads so. */
export function showMarks(view: EditorView, data: readonly Datum[]): void {
  ready(view);
  const { doc } = view.state;
  const anchors = data
    .flatMap((datum) => datum.anchors.slice(0, 4).map((anchor) => ({ anchor, tone: datum.tone })))
    .sort((a, b) => a.anchor.start - b.anchor.start)
    .slice(0, MOST);
  const points = [...new Set(anchors.flatMap(({ anchor }) => [anchor.start, anchor.end]))].sort((a, b) => a - b);
  const units = new Map(manyToUnits(doc, points).map((unit, at) => [points[at]!, unit]));
  const ranges = anchors.flatMap(({ anchor, tone }) => {
    const from = units.get(anchor.start)!;
    const to = units.get(anchor.end)!;
    return from < to && doc.sliceString(from, to) === anchor.quote ? [Decoration.mark({ class: `cv-lens cv-lens-${tone}` }).range(from, to)] : [];
  });
  view.dispatch({ effects: [setMarks.of(Decoration.set(ranges, true)), setLit.of(null)] });
}

export function clearMarks(view: EditorView): void {
  if (view.state.field(field, false)) view.dispatch({ effects: [setMarks.of(Decoration.none), setLit.of(null)] });
}

/** Where the words of an anchor are in the text now, in units; null when they are not there any more. */
export function placeOf(view: EditorView, anchor: Anchor): { from: number; to: number } | null {
  const { doc } = view.state;
  const [from = 0, to = 0] = manyToUnits(doc, [anchor.start, anchor.end]);
  if (doc.sliceString(from, to) === anchor.quote) return { from, to };
  if (!anchor.quote) return null;
  const start = Math.max(0, from - NEAR);
  const around = doc.sliceString(start, Math.min(doc.length, to + NEAR));
  let best: number | null = null;
  for (let at = around.indexOf(anchor.quote); at >= 0; at = around.indexOf(anchor.quote, at + 1)) {
    if (best === null || Math.abs(start + at - from) < Math.abs(best - from)) best = start + at;
  }
  return best === null ? null : { from: best, to: best + anchor.quote.length };
}

/** Scrolls to the passage and lights it; false when it is not there any more. */
export function jump(view: EditorView, anchor: Anchor): boolean {
  ready(view);
  const place = placeOf(view, anchor);
  if (!place) return false;
  view.dispatch({
    selection: { anchor: place.from },
    effects: [setLit.of(place.from < place.to ? place : null), EditorView.scrollIntoView(place.from, { y: "center" })],
    userEvent: "select",
  });
  return true;
}
