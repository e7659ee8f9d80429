/** A widget in a page's text: a small tree of its own inside the editor. */
import { createRoot, type Root } from "react-dom/client";
import Widget, { type WidgetProps } from "./Widget";

const roots = new WeakMap<HTMLElement, Root>();

export function mount(place: HTMLElement, props: WidgetProps): void {
  let root = roots.get(place);
  if (!root) roots.set(place, (root = createRoot(place)));
  root.render(<Widget {...props} />);
}

export function unmount(place: HTMLElement): void {
  const root = roots.get(place);
  roots.delete(place);
  // Not while another tree is being drawn, which is when the editor lets go of it.
  if (root) queueMicrotask(() => root.unmount());
}

export { keyOf } from "./key";
