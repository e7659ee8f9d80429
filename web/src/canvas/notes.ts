/**
 * Comments on the text: commented words are underlined, in violet where a machine wrote, in a person's hue otherwise, and
 * a layer beside the text scrolls with it for the page to draw the comments in.
 *
 * Where a comment is, the server says (`sync.notes`); what it says and whether it is open, the page knows.
 */

import { type EditorState, type Extension, type Range, StateEffect, StateField } from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView, keymap, type PluginValue, ViewPlugin, type ViewUpdate } from "@codemirror/view";
import type { WirePlace } from "../wire.gen";
import { hueOf } from "./hues";
import { selectionOf } from "./selection";
import { shownNotes, syncField, unconfirmed } from "./sync";
import type { NoteMark, NotePlace } from "./types";
import { lookField, pageFacet, setAsking } from "./view";
import { element } from "./widgets";

/** Id of the passage that a person is about to comment on. */
export const DRAFT = "draft";
const LINE_PX = 29;

interface Notes {
  readonly marks: ReadonlyMap<string, NoteMark>;
  readonly active: string | null;
}

export const setNotes = StateEffect.define<Notes>();

const notesField = StateField.define<Notes>({
  create: () => ({ marks: new Map(), active: null }),
  update(notes, tr) {
    for (const effect of tr.effects) if (effect.is(setNotes)) notes = effect.value;
    return notes;
  },
});

export function notesOf(marks: readonly NoteMark[], active: string | null): Notes {
  return { marks: new Map(marks.map((mark) => [mark.id, mark])), active };
}

/** Places of open comments on words that are there. */
export function openNotes(state: EditorState): readonly WirePlace[] {
  const { marks } = state.field(notesField);
  return shownNotes(state.field(syncField)).filter((place) => marks.get(place.id)?.open);
}

function draw(state: EditorState): DecorationSet {
  const { marks, active } = state.field(notesField);
  const ranges: Range<Decoration>[] = [];
  for (const { id, start, end } of shownNotes(state.field(syncField))) {
    const mark = marks.get(id);
    if (!mark || end > state.doc.length || (!mark.open && id !== active)) continue;
    const hue = mark.machine ? "agent" : hueOf(mark.by);
    const attributes = { "data-note": id, "data-hue": hue };
    const drawn = mark.open && mark.drawn ? ` cv-drawn cv-drawn-${mark.drawn}` : "";
    ranges.push(Decoration.mark({ class: `cv-note${id === active ? " cv-current" : ""}${drawn}`, attributes }).range(start, end));
  }
  return Decoration.set(ranges, true);
}

/** Space between the end of the scroller's content and what stands beside it. */
class Margin implements PluginValue {
  readonly dom = element("div", "cv-margin");
  private readonly listeners = new Set<() => void>();
  private told = false;

  constructor(private readonly view: EditorView) {
    view.scrollDOM.append(this.dom);
  }

  destroy(): void {
    this.dom.remove();
  }

  update(update: ViewUpdate): void {
    const { startState: before, state: now } = update;
    const moved = update.docChanged || update.geometryChanged || update.viewportChanged;
    const changed = before.field(syncField) !== now.field(syncField) || before.field(lookField).asking !== now.field(lookField).asking;
    if (moved || changed) this.tell();
  }

  /** At most once a frame, and never while the view is in an update. */
  private tell(): void {
    if (this.told || this.listeners.size === 0) return;
    this.told = true;
    requestAnimationFrame(() => {
      this.told = false;
      for (const each of this.listeners) each();
    });
  }

  listen(then: () => void): () => void {
    this.listeners.add(then);
    return () => this.listeners.delete(then);
  }

  /** Where comments are, and the passage that a person is about to comment on (DRAFT). */
  places(): readonly NotePlace[] {
    const { state } = this.view;
    const sync = state.field(syncField);
    const shown = new Map(shownNotes(sync).map((place) => [place.id, place]));
    const change = unconfirmed(sync);
    const found = sync.notes.map((note): NotePlace => {
      const whole = note.start === note.end && !note.gone;
      if (whole) return { id: note.id, top: 0, bottom: 0, gone: false };
      const place = shown.get(note.id);
      const at = place?.start ?? (change ? change.mapPos(note.start) : note.start);
      return { id: note.id, ...this.extent(at, place?.end ?? at), gone: !place };
    });
    const { asking } = state.field(lookField);
    return asking ? [...found, { id: DRAFT, ...this.extent(asking.from, asking.to), gone: false }] : found;
  }

  /** Measured where a passage is drawn; where it is not, its block is about there. */
  private extent(from: number, to: number): { top: number; bottom: number } {
    const { view } = this;
    const length = view.state.doc.length;
    const [at, end] = [Math.min(from, length), Math.min(to, length)];
    const origin = view.scrollDOM.getBoundingClientRect().top - view.scrollDOM.scrollTop;
    const first = view.coordsAtPos(at, 1);
    const last = end > at ? view.coordsAtPos(end, -1) : first;
    const block = view.lineBlockAt(at);
    const top = first ? first.top - origin : block.top + view.documentPadding.top;
    return { top, bottom: last ? last.bottom - origin : top + LINE_PX };
  }
}

export const marginPlugin = ViewPlugin.fromClass(Margin);

/** Begin a comment on what is selected. */
export function commentHere(view: EditorView): boolean {
  const page = view.state.facet(pageFacet);
  if (!page?.props.canComment) return false;
  const range = view.state.field(lookField).asking ?? view.state.selection.main;
  const selection = selectionOf(view.state, page.props.canvas.id, range);
  if (!selection) return false;
  // What it is about stays lit until the comment is made or given up.
  view.dispatch({ effects: setAsking.of({ from: range.from, to: range.to }) });
  page.props.onComment?.(selection);
  return true;
}

export function notes(): Extension {
  return [
    notesField,
    EditorView.decorations.compute([syncField, notesField], draw),
    marginPlugin,
    keymap.of([{ key: "Mod-Alt-m", run: commentHere, preventDefault: true }]),
  ];
}
