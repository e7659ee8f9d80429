/** From a form of the page back to its words. */
import { EditorView } from "@codemirror/view";
import { toUnits } from "../canvas/units";
import { pane, useDesk } from "../room/desk";

/** Closes what lies over the page and selects code points `start..end` of its text. */
export function showPassage(start: number, end: number): void {
  useDesk.getState().turnInto(null);
  const view = pane.current?.editor();
  if (!view) return;
  const { doc } = view.state;
  const at = Math.min(toUnits(doc, start), doc.length);
  const to = Math.min(toUnits(doc, end), doc.length);
  view.dispatch({ selection: { anchor: at, head: to }, effects: EditorView.scrollIntoView(at, { y: "center" }) });
  requestAnimationFrame(() => view.focus());
}
