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
import { marksField } from "./marks";
import { pageFacet } from "./view";
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
    private readonly own: number | undefined,
  ) {}

  eq(other: LayerMarker): boolean {
    return other instanceof CaretMarker && other.own === this.own && other.at.eq(this.at) && other.cursor.id === this.cursor.id && other.cursor.name === this.cursor.name;
  }

  draw(): HTMLElement {
    const caret = element("div", "cv-caret");
    caret.dataset["hue"] = hue(this.cursor);
    if (this.own !== undefined) caret.style.setProperty("--own", String(this.own));
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
  const people = view.state.facet(pageFacet)?.props.people ?? {};
  // A suggestion that is being written has a caret of its own.
  const drafts = new Set(shownSuggestions(sync).flatMap((each) => (each.streaming ? [each.end] : [])));
  return shownCursors(sync).flatMap((cursor) => {
    const head = Math.min(cursor.head, end);
    if (cursor.kind === "agent" && drafts.has(head)) return [];
    if (!inView(view, head, head)) return [];
    const [at] = RectangleMarker.forRange(view, "", EditorSelection.cursor(head));
    return at ? [new CaretMarker(at, cursor, people[cursor.by]?.hue)] : [];
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
const TOUCHES = ["wheel", "touchmove", "pointerdown", "keydown"] as const;
/** A person who touched the page so lately is reading there, and is not taken elsewhere. */
const READING_MS = 2500;

/**
 * Show where an agent works, as long as the person is not in the text: go once to where it begins to write or to what
 * it has just changed, and follow it beyond the foot of the view. Somebody who scrolls away is left alone, and a
 * person's own caret is never moved.
 */
const following = ViewPlugin.fromClass(
  class {
    private watching = false;
    private touched = -Infinity;
    /** Where to go once the pane is seen: on a phone it is hidden while the conversation is in front. */
    private waiting: number | null = null;
    /** To go there once it is measured. A later update asks for a measurement in place of the one before, so it is kept. */
    private going = false;
    /** Where the page is being scrolled to. What comes into view there gets its true height, and that can stop it short. */
    private target: number | null = null;
    private readonly touch = () => (this.touched = performance.now());
    private readonly settle = () => {
      if (this.target !== null && performance.now() - this.touched > READING_MS) this.arrive(this.target);
    };

    constructor(private readonly view: EditorView) {
      for (const name of TOUCHES) view.scrollDOM.addEventListener(name, this.touch, { passive: true });
      view.scrollDOM.addEventListener("scrollend", this.settle);
    }

    update(update: ViewUpdate): void {
      const { view, state, startState } = update;
      if (this.target !== null) this.target = update.changes.mapPos(this.target);
      if (this.waiting !== null) {
        this.waiting = update.changes.mapPos(this.waiting);
        if (update.geometryChanged && view.scrollDOM.clientHeight > 0) return this.arrive(this.waiting);
      }
      const { cursors } = state.field(syncField);
      const before = startState.field(syncField).cursors;
      const { current } = state.field(marksField);
      const agent = cursors.find((cursor) => cursor.kind === "agent");
      const begins = agent !== undefined && !before.some((cursor) => cursor.id === agent.id);
      const changed = current !== null && current.kind === "change" && current.id !== startState.field(marksField).current?.id;
      if (cursors === before && !changed) return;
      if (view.hasFocus) this.going = false;
      if (view.hasFocus || !(agent || changed)) {
        this.watching = false;
        return;
      }
      const head = Math.min(agent?.head ?? current?.from ?? 0, state.doc.length);
      if ((begins || changed) && performance.now() - this.touched > READING_MS) this.going = true;
      view.requestMeasure({
        key: this,
        read: () => (this.going ? this.distance(head) : this.overhang(head)),
        write: ({ by, far }) => {
          if (by === 0) return;
          const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
          if (far) view.scrollDOM.scrollBy({ top: by, behavior: calm ? "auto" : "smooth" });
          else view.scrollDOM.scrollTop += by;
        },
      });
    }

    private arrive(head: number): void {
      this.waiting = null;
      const { view } = this;
      view.requestMeasure({
        key: this,
        read: () => this.distance(head),
        write: ({ by }) => (view.scrollDOM.scrollTop += by),
      });
    }

    /** How far to scroll so that a place outside of the view stands in its upper third. */
    private distance(head: number): { by: number; far: boolean } {
      const { view } = this;
      this.going = false;
      this.target = null;
      const pane = view.scrollDOM.getBoundingClientRect();
      if (pane.height === 0) {
        this.waiting = head;
        return { by: 0, far: true };
      }
      const block = view.lineBlockAt(head);
      const top = view.documentTop + block.top - pane.top;
      this.watching = true;
      const seen = top >= 0 && top + Math.min(block.height, pane.height / 2) <= pane.height;
      if (!seen) this.target = head;
      return { by: seen ? 0 : top - pane.height / 3, far: true };
    }

    /** How far the agent's caret has come below the view, if it was in it. */
    private overhang(head: number): { by: number; far: boolean } {
      const { view } = this;
      const pane = view.scrollDOM.getBoundingClientRect();
      const caret = view.coordsAtPos(head);
      const was = this.watching;
      this.watching = caret !== null && caret.top >= pane.top && caret.top <= pane.bottom + FOLLOW_MARGIN_PX;
      if (!caret || !(was || this.watching)) return { by: 0, far: false };
      const over = caret.bottom + FOLLOW_MARGIN_PX - pane.bottom;
      return { by: over > 0 && over < pane.height ? over : 0, far: false };
    }

    destroy(): void {
      for (const name of TOUCHES) this.view.scrollDOM.removeEventListener(name, this.touch);
      this.view.scrollDOM.removeEventListener("scrollend", this.settle);
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
