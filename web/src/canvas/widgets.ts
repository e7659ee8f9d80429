/**
 * Small things drawn in place of Markdown's marks. They hold no text of their own that could be edited or lost.
 */

import { syntaxTree } from "@codemirror/language";
import { type EditorView, WidgetType } from "@codemirror/view";
import type { SyntaxNode } from "@lezer/common";
import { storedPicture } from "./pictureAddress";
import { pageFacet } from "./view";

/** Addresses a person may open from the text. */
export function openable(address: string): boolean {
  return /^(?:https?:\/\/|mailto:)/i.test(address);
}

/** A picture's address if it may be shown: data, blob or this very server; nothing is loaded from elsewhere. */
export function showable(address: string, here: string): string | null {
  if (/^data:image\//i.test(address) || /^blob:/i.test(address)) return address;
  try {
    const url = new URL(address, here);
    return /^https?:$/.test(url.protocol) && url.origin === new URL(here).origin ? url.href : null;
  } catch {
    return null;
  }
}

export function element(tag: string, className: string, words = ""): HTMLElement {
  const made = document.createElement(tag);
  made.className = className;
  if (words) made.textContent = words;
  return made;
}

export class BulletWidget extends WidgetType {
  private static readonly made = new Map<number, BulletWidget>();

  private constructor(private readonly depth: number) {
    super();
  }

  static of(depth: number): BulletWidget {
    const kind = (depth - 1) % 3;
    let widget = this.made.get(kind);
    if (!widget) this.made.set(kind, (widget = new BulletWidget(kind)));
    return widget;
  }

  override eq(other: BulletWidget): boolean {
    return other.depth === this.depth;
  }

  override toDOM(): HTMLElement {
    return element("span", "cv-slot cv-bullet", ["•", "◦", "▪"][this.depth]);
  }
}

export class BoxWidget extends WidgetType {
  constructor(private readonly done: boolean) {
    super();
  }

  override eq(other: BoxWidget): boolean {
    return other.done === this.done;
  }

  override toDOM(view: EditorView): HTMLElement {
    const slot = element("span", "cv-slot");
    const box = document.createElement("input");
    box.type = "checkbox";
    box.className = "cv-box";
    box.checked = this.done;
    box.disabled = view.state.readOnly;
    box.setAttribute("aria-label", this.done ? "Done" : "To do");
    box.addEventListener("mousedown", (event) => event.preventDefault());
    box.addEventListener("click", (event) => {
      event.preventDefault();
      if (view.state.readOnly) return;
      const from = view.posAtDOM(slot);
      const line = view.state.doc.lineAt(from);
      const at = line.text.indexOf("[", from - line.from);
      if (at < 0) return;
      const pos = line.from + at + 1;
      view.dispatch({ changes: { from: pos, to: pos + 1, insert: this.done ? " " : "x" }, userEvent: "input.task" });
    });
    slot.append(box);
    return slot;
  }

  override ignoreEvent(): boolean {
    return true;
  }
}

export class RuleWidget extends WidgetType {
  static readonly one = new RuleWidget();

  override toDOM(): HTMLElement {
    return element("span", "cv-rule");
  }

  override ignoreEvent(): boolean {
    return false;
  }
}

export class ImageWidget extends WidgetType {
  constructor(
    private readonly address: string,
    private readonly alt: string,
  ) {
    super();
  }

  override eq(other: ImageWidget): boolean {
    return other.address === this.address && other.alt === this.alt;
  }

  override toDOM(view: EditorView): HTMLElement {
    const stored = storedPicture(this.address, view.state.facet(pageFacet)?.props.sharedCode);
    const source = stored ?? showable(this.address, document.baseURI);
    if (!source) return this.placeholder("Pictures from other sites are not loaded.");
    const image = document.createElement("img");
    image.className = "cv-image";
    image.alt = this.alt;
    image.draggable = false;
    image.addEventListener("load", () => view.requestMeasure());
    image.addEventListener("error", () => image.replaceWith(this.placeholder("This picture cannot be read.")));
    image.src = source;
    return image;
  }

  private placeholder(why: string): HTMLElement {
    const made = element("span", "cv-noimage", this.alt || "Picture");
    made.title = `${why} ${this.address.slice(0, 300)}`;
    return made;
  }

  override ignoreEvent(): boolean {
    return false;
  }
}

/** The line above a code block: its language, and a button that copies the code. */
export class FenceWidget extends WidgetType {
  constructor(private readonly label: string) {
    super();
  }

  override eq(other: FenceWidget): boolean {
    return other.label === this.label;
  }

  override toDOM(view: EditorView): HTMLElement {
    const head = element("span", "cv-fence-head");
    head.append(element("span", "cv-fence-name", this.label));
    const copy = element("button", "cv-copy", "Copy") as HTMLButtonElement;
    copy.type = "button";
    copy.setAttribute("aria-label", "Copy code");
    copy.addEventListener("mousedown", (event) => event.preventDefault());
    copy.addEventListener("click", () => {
      void navigator.clipboard.writeText(codeAt(view, view.posAtDOM(head))).then(() => {
        copy.textContent = "Copied";
        setTimeout(() => (copy.textContent = "Copy"), 1500);
      });
    });
    head.append(copy);
    const run = RUN.has(this.label) && runButton(view);
    if (run) copy.before(run);
    return head;
  }

  override ignoreEvent(event: Event): boolean {
    return event.target instanceof Element && event.target.closest(".cv-copy") !== null;
  }
}

/** The languages whose fences run: Python on the server, the others in the browser's sandbox. */
export const RUN: ReadonlySet<string> = new Set(["Python", "JavaScript", "TypeScript", "JSX", "TSX", "HTML"]);

/** Asks the page to run the fence; what runs it comes with the page's own part for code. */
function runButton(view: EditorView): HTMLElement | null {
  const page = view.state.facet(pageFacet)?.props;
  if (!page?.onRunnable) return null;
  queueMicrotask(page.onRunnable);
  if (page.readOnly) return null;
  const run = element("button", "cv-copy cv-run", "▸ Run") as HTMLButtonElement;
  run.type = "button";
  run.setAttribute("aria-label", "Run this block");
  run.addEventListener("mousedown", (event) => event.preventDefault());
  // The part that runs it may still be on its way: asked again until it hears.
  const ask = (tries: number) => {
    if (!run.isConnected) return;
    const line = view.state.doc.lineAt(view.posAtDOM(run)).number;
    const heard = !run.dispatchEvent(new CustomEvent("gesso-run", { bubbles: true, cancelable: true, detail: line }));
    if (!heard && tries > 0) setTimeout(ask, 100, tries - 1);
  };
  run.addEventListener("click", () => ask(100));
  return run;
}

/** The button alone, where the caret is in the fence and its first line is shown as it is written. */
export class RunWidget extends WidgetType {
  static readonly one = new RunWidget();

  override toDOM(view: EditorView): HTMLElement {
    return runButton(view) ?? element("span", "");
  }

  override ignoreEvent(): boolean {
    return true;
  }
}

function codeAt(view: EditorView, pos: number): string {
  let node: SyntaxNode | null = syntaxTree(view.state).resolveInner(pos, 1);
  while (node && node.name !== "FencedCode") node = node.parent;
  return node?.getChildren("CodeText").map((part) => view.state.sliceDoc(part.from, part.to)).join("") ?? "";
}
