/**
 * Carets and selections of everybody else who is here. Violet is a machine; people have six other hues.
 *
 * Drawn in a layer over the text, so that nothing shifts and a screen reader does not hear it. A name shows for a while
 * after its caret moved, and when the pointer is over it.
 */

import { EditorSelection, type Extension } from "@codemirror/state";
import { type EditorView, layer, type LayerMarker, RectangleMarker } from "@codemirror/view";
import type { WireCursor } from "../wire.gen";
import { hueOf } from "./hues";
import { shownCursors, syncField } from "./sync";
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
  return shownCursors(view.state.field(syncField)).flatMap((cursor) => {
    const head = Math.min(cursor.head, end);
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

export function presence(): Extension {
  const update = (change: { docChanged: boolean; viewportChanged: boolean; geometryChanged: boolean; state: EditorView["state"]; startState: EditorView["state"] }) =>
    change.docChanged ||
    change.viewportChanged ||
    change.geometryChanged ||
    change.state.field(syncField).cursors !== change.startState.field(syncField).cursors;
  return [
    layer({ above: true, class: "cv-carets", update, markers: carets }),
    layer({ above: false, class: "cv-selections", update, markers: selections }),
  ];
}
