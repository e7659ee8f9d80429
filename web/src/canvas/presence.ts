/**
 * Carets and selections of everybody else who is here. Violet is a machine; people have six other hues.
 *
 * Drawn in a layer over the text, so that nothing shifts and a screen reader does not hear it. A name shows for a while
 * after its caret moved, and when the pointer is over it.
 */

import { EditorSelection, type Extension } from "@codemirror/state";
import { type EditorView, layer, type LayerMarker, RectangleMarker, ViewPlugin, type ViewUpdate } from "@codemirror/view";
import type { WireCursor } from "../wire.gen";
import { hueOf } from "./hues";
import { shownCursors, shownSuggestions, syncField } from "./sync";
import { element } from "./widgets";

/** A caret beside a drawn table or picture would be as tall as that. */
const TALLEST_PX = 36;

function hue(cursor: WireCursor): string {
  return cursor.kind === "agent" ? "agent" : hueOf(cursor.by);
}

class CaretMarker implements LayerMarker {
  constructor(
    private readonly at: RectangleMarker,
    private readonly cursor: WireCursor,
  ) {}

  eq(other: LayerMarker): boolean {
    return other instanceof CaretMarker && other.at.eq(this.at) && other.cursor.id === this.cursor.id && other.cursor.name === this.cursor.name;
  }

  draw(): HTMLElement {
    const caret = element("div", "cv-caret");
    caret.dataset["hue"] = hue(this.cursor);
    caret.append(element("span", "cv-caret-name", this.cursor.name));
    this.place(caret);
    return caret;
  }

  update(caret: HTMLElement, previous: LayerMarker): boolean {
    if (!(previous instanceof CaretMarker) || previous.cursor.id !== this.cursor.id || previous.cursor.name !== this.cursor.name) return false;
    this.place(caret);
    if (previous.cursor.head !== this.cursor.head) {
      const name = caret.firstElementChild!;
      name.classList.remove("cv-caret-name");
      void (name as HTMLElement).offsetWidth; // starts the fading of the name again
      name.classList.add("cv-caret-name");
    }
    return true;
  }

  private place(caret: HTMLElement): void {
    caret.style.left = `${this.at.left}px`;
    caret.style.top = `${this.at.top}px`;
    caret.style.height = `${Math.min(this.at.height, TALLEST_PX)}px`;
    caret.classList.toggle("cv-caret-first", this.at.top < 24);
  }
}

function inView(view: EditorView, from: number, to: number): boolean {
  return to >= view.viewport.from && from <= view.viewport.to;
}

function carets(view: EditorView): LayerMarker[] {
  const end = view.state.doc.length;
  const sync = view.state.field(syncField);
  // A suggestion that is being written has a caret of its own.
  const drafts = new Set(shownSuggestions(sync).flatMap((each) => (each.streaming ? [each.end] : [])));
  return shownCursors(sync).flatMap((cursor) => {
    const head = Math.min(cursor.head, end);
    if (cursor.kind === "agent" && drafts.has(head)) return [];
    if (!inView(view, head, head)) return [];
    const [at] = RectangleMarker.forRange(view, "", EditorSelection.cursor(head));
    return at ? [new CaretMarker(at, cursor)] : [];
  });
}

function selections(view: EditorView): LayerMarker[] {
  const end = view.state.doc.length;
  return shownCursors(view.state.field(syncField)).flatMap((cursor) => {
    const [anchor, head] = [Math.min(cursor.anchor, end), Math.min(cursor.head, end)];
    if (anchor === head || !inView(view, Math.min(anchor, head), Math.max(anchor, head))) return [];
    return RectangleMarker.forRange(view, `cv-theirs cv-theirs-${hue(cursor)}`, EditorSelection.range(anchor, head));
  });
}

/** Room kept under an agent's caret that is being followed. */
const FOLLOW_MARGIN_PX = 96;

/**
 * Follow an agent that writes beyond the foot of the view, as long as the person is not in the text and did not scroll
 * away from it. A person's own caret is never moved.
 */
const following = ViewPlugin.fromClass(
  class {
    private watching = false;

    update(update: ViewUpdate): void {
      const { view, state, startState } = update;
      const sync = state.field(syncField);
      if (sync.cursors === startState.field(syncField).cursors) return;
      const agent = sync.cursors.find((cursor) => cursor.kind === "agent");
      if (!agent || view.hasFocus) {
        this.watching = false;
        return;
      }
      const head = Math.min(agent.head, state.doc.length);
      view.requestMeasure({
        key: this,
        read: () => {
          const pane = view.scrollDOM.getBoundingClientRect();
          const caret = view.coordsAtPos(head);
          const was = this.watching;
          this.watching = caret !== null && caret.top >= pane.top && caret.top <= pane.bottom + FOLLOW_MARGIN_PX;
          if (!caret || !(was || this.watching)) return 0;
          const over = caret.bottom + FOLLOW_MARGIN_PX - pane.bottom;
          return over > 0 && over < pane.height ? over : 0;
        },
        write: (over) => {
          if (over > 0) view.scrollDOM.scrollTop += over;
        },
      });
    }
  },
);

export function presence(): Extension {
  const update = (change: ViewUpdate) =>
    change.docChanged ||
    change.viewportChanged ||
    change.geometryChanged ||
    change.state.field(syncField).cursors !== change.startState.field(syncField).cursors;
  return [
    following,
    layer({ above: true, class: "cv-carets", update, markers: carets }),
    layer({ above: false, class: "cv-selections", update, markers: selections }),
  ];
}
