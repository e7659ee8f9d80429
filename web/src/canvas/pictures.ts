/**
 * Pictures put into a document: chosen, pasted or dropped. The bytes go to the server, the text gets one line.
 *
 * Until a picture is stored there is nothing in the text but a small sign that is drawn at its place and moves with the
 * words around it; a failure is said there, and nothing was changed.
 */

import { type EditorState, type Extension, StateEffect, StateField } from "@codemirror/state";
import { Decoration, EditorView, WidgetType } from "@codemirror/view";
import { api, sentence } from "../api";
import { i18n } from "../i18n";
import type { FileView } from "../wire.gen";
import { altOf } from "./pictureAddress";
import { action } from "./suggestions";
import { pageFacet } from "./view";
import { element } from "./widgets";

interface Waiting {
  readonly id: number;
  readonly at: number;
  readonly name: string;
  /** Why it could not be stored; "" while it is on its way. */
  readonly why: string;
}

const begin = StateEffect.define<Waiting>();
const fail = StateEffect.define<{ readonly id: number; readonly why: string }>();
const done = StateEffect.define<number>();

class WaitingWidget extends WidgetType {
  constructor(private readonly waiting: Waiting) {
    super();
  }

  override eq(other: WaitingWidget): boolean {
    return other.waiting.id === this.waiting.id && other.waiting.why === this.waiting.why;
  }

  override toDOM(view: EditorView): HTMLElement {
    const { id, name, why } = this.waiting;
    const made = element("span", why ? "cv-upload cv-upload-failed" : "cv-upload");
    made.setAttribute("role", "status");
    made.append(element("span", "", why ? `${name}: ${why}` : i18n.t("Putting in {name}…", { name })));
    if (why) made.append(action("", i18n.t("Leave it out"), () => view.dispatch({ effects: done.of(id) })));
    return made;
  }

  override ignoreEvent(): boolean {
    return true;
  }
}

const waitingField = StateField.define<readonly Waiting[]>({
  create: () => [],
  update(all, tr) {
    let next = tr.docChanged ? all.map((each) => ({ ...each, at: tr.changes.mapPos(each.at, 1) })) : all;
    for (const effect of tr.effects) {
      if (effect.is(begin)) next = [...next, effect.value];
      else if (effect.is(fail)) next = next.map((each) => (each.id === effect.value.id ? { ...each, why: effect.value.why } : each));
      else if (effect.is(done)) next = next.filter((each) => each.id !== effect.value);
    }
    return next;
  },
  provide: (self) =>
    EditorView.decorations.from(self, (all) =>
      Decoration.set(all.map((each) => Decoration.widget({ widget: new WaitingWidget(each), side: 1 }).range(each.at)), true),
    ),
});

let last = 0;

function store(canvas: string, file: File): Promise<FileView> {
  const path = `/canvases/${encodeURIComponent(canvas)}/files?name=${encodeURIComponent(file.name.slice(0, 200))}`;
  return api.post<FileView>(path, new Blob([file], { type: "application/octet-stream" }));
}

/** The line for a picture, on a line of its own where words stand around it, with a line after it to go on writing. */
function lineFor(state: EditorState, at: number, file: File, address: string): string {
  const line = state.doc.lineAt(at);
  const before = state.sliceDoc(line.from, at).trim() ? "\n\n" : "";
  const after = state.sliceDoc(at, line.to).trim() || line.to === state.doc.length ? "\n\n" : "";
  return `${before}![${altOf(file.name)}](${address})${after}`;
}

async function putIn(view: EditorView, file: File, at: number): Promise<void> {
  const canvas = view.state.facet(pageFacet)?.props.canvas.id;
  if (canvas === undefined) return;
  const id = ++last;
  view.dispatch({ effects: begin.of({ id, at, name: file.name || i18n.t("Picture"), why: "" }) });
  let stored: FileView;
  try {
    stored = await store(canvas, file);
  } catch (failure) {
    if (view.dom.isConnected) view.dispatch({ effects: fail.of({ id, why: sentence(failure) }) });
    return;
  }
  const place = view.state.field(waitingField).find((each) => each.id === id);
  if (!place || !view.dom.isConnected) return;
  if (view.state.readOnly) {
    view.dispatch({ effects: fail.of({ id, why: i18n.t("This page cannot be written in any more.") }) });
    return;
  }
  const insert = view.state.toText(lineFor(view.state, place.at, file, stored.address));
  // Past the picture: with the caret at it, its source would be shown.
  const past = place.at + insert.length + (insert.lines > 1 ? 0 : 1);
  const caret = view.state.selection.main.head === place.at ? { selection: { anchor: past } } : {};
  view.dispatch({ changes: { from: place.at, insert }, ...caret, effects: done.of(id), userEvent: "input.picture" });
}

export function picturesOf(files: FileList | undefined): File[] {
  return [...(files ?? [])].filter((file) => file.type.startsWith("image/"));
}

/** Store pictures and put them in at `at`, one after another so that they stay in order. */
export async function insertPictures(view: EditorView, files: readonly File[], at: number): Promise<void> {
  for (const file of files) await putIn(view, file, Math.min(at, view.state.doc.length));
}

/** Let the person choose pictures for the caret. */
export function choosePicture(view: EditorView): void {
  const input = element("input", "") as HTMLInputElement;
  input.type = "file";
  input.accept = "image/png,image/jpeg,image/gif,image/webp,image/avif,image/svg+xml";
  input.multiple = true;
  input.addEventListener("change", () => {
    void insertPictures(view, picturesOf(input.files ?? undefined), view.state.selection.main.head);
    view.focus();
  });
  input.click();
}

export function pictures(): Extension {
  return [
    waitingField,
    EditorView.domEventHandlers({
      drop(event, view) {
        const found = picturesOf(event.dataTransfer?.files);
        if (found.length === 0 || view.state.readOnly) return false;
        event.preventDefault();
        void insertPictures(view, found, view.posAtCoords({ x: event.clientX, y: event.clientY }, false));
        return true;
      },
    }),
  ];
}
