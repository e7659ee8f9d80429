/**
 * The outline beside the text: goes to a section, shows where one is, and moves sections by dragging or Alt-Up/Down.
 *
 * Lies over the empty margin (over the text where there is none), so the text column keeps its width and place. Moving a
 * section moves its real words, as one change.
 */

import { redo, undo } from "@codemirror/commands";
import { type Extension } from "@codemirror/state";
import { EditorView, keymap, type PluginValue, ViewPlugin, type ViewUpdate } from "@codemirror/view";
import { i18n } from "../i18n";
import { dragging } from "./dragging";
import { definitions, type Entry, entryAt, headings } from "./outline";
import { moveSection, stepTo } from "./sections";
import { action } from "./suggestions";
import { pageFacet } from "./view";
import { element } from "./widgets";
import { setWriting, writingField } from "./writing";

/** Looked through anew this long after the last change; a heading that is being typed need not flicker. */
const REST_MS = 200;
const MOST = 2_000;

class OutlinePanel implements PluginValue {
  private readonly dom = element("nav", "cv-float cv-outline");
  private readonly list = element("div", "cv-outline-list");
  private entries: readonly Entry[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** The section under the pointer and where it would go, kept right while others write. */
  private carried: { from: number; to: number; at: number | null } | null = null;
  private readonly follow = () => this.mark();

  constructor(private readonly view: EditorView) {
    this.dom.setAttribute("aria-label", i18n.t("Outline"));
    const head = element("div", "cv-outline-head");
    const close = action("cv-icon", "✕", () => this.close());
    close.setAttribute("aria-label", i18n.t("Close the outline"));
    head.append(element("span", "", i18n.t("Outline")), close);
    this.dom.append(head, this.list);
    this.dom.addEventListener("keydown", (event) => this.key(event));
    view.dom.append(this.dom);
    view.scrollDOM.addEventListener("scroll", this.follow, { passive: true });
    this.show();
  }

  destroy(): void {
    clearTimeout(this.timer);
    this.view.scrollDOM.removeEventListener("scroll", this.follow);
    this.dom.remove();
  }

  update(update: ViewUpdate): void {
    const { outline } = update.state.field(writingField);
    if (outline !== update.startState.field(writingField).outline) return this.show();
    if (!outline) return;
    if (update.docChanged) {
      if (this.carried) {
        const { from, to, at } = this.carried;
        const { changes } = update;
        this.carried = { from: changes.mapPos(from, 1), to: changes.mapPos(to, -1), at: at === null ? null : changes.mapPos(at, 1) };
        return;
      }
      clearTimeout(this.timer);
      // The first words of a document are shown at once.
      if (update.startState.doc.length === 0) queueMicrotask(() => this.read());
      else this.timer = setTimeout(() => this.read(), REST_MS);
    } else if (update.selectionSet) this.mark();
  }

  focus(): void {
    const here = this.list.querySelector<HTMLElement>("[aria-current]") ?? this.list.querySelector<HTMLElement>("button");
    here?.focus();
  }

  private show(): void {
    this.dom.hidden = !this.view.state.field(writingField).outline;
    if (!this.dom.hidden) this.read();
  }

  private close(): void {
    this.view.dispatch({ effects: setWriting.of({ outline: false }) });
    this.view.focus();
  }

  private read(): void {
    const { state } = this.view;
    const code = state.facet(pageFacet)?.props.canvas.kind === "code";
    this.entries = (code ? definitions(state) : headings(state.doc)).slice(0, MOST);
    const focused = [...this.list.children].findIndex((row) => row.contains(document.activeElement));
    const least = Math.min(...this.entries.map((entry) => entry.level));
    this.list.replaceChildren(...this.entries.map((entry, index) => this.row(entry, index, entry.level - least)));
    if (this.entries.length === 0) {
      const words = code ? i18n.t("Functions and classes will be listed here.") : i18n.t("Begin a line with # and it will be listed here.");
      this.list.append(element("p", "cv-outline-empty", words));
    }
    if (focused >= 0) this.button(Math.min(focused, this.entries.length - 1))?.focus();
    this.mark();
  }

  private row(entry: Entry, index: number, depth: number): HTMLElement {
    const row = element("div", "cv-outline-row");
    row.style.setProperty("--depth", String(Math.min(depth, 5)));
    const go = action("cv-outline-go", entry.title || i18n.t("Untitled"), () => this.go(entry));
    go.dir = "auto";
    go.tabIndex = -1;
    row.append(go);
    if (!this.view.state.readOnly) {
      const grip = element("span", "cv-grip", "⠿");
      grip.title = i18n.t("Drag to move this section");
      grip.setAttribute("aria-hidden", "true");
      grip.addEventListener("pointerdown", (event) => this.drag(event, index));
      row.append(grip);
    }
    return row;
  }

  private button(index: number): HTMLElement | null {
    return this.list.children[index]?.querySelector<HTMLElement>("button") ?? null;
  }

  private go({ from }: Entry): void {
    const pos = Math.min(from, this.view.state.doc.length);
    const end = this.view.state.doc.lineAt(pos).to;
    this.view.dispatch({ selection: { anchor: end }, effects: EditorView.scrollIntoView(pos, { y: "start", yMargin: 24 }), userEvent: "select" });
    if (matchMedia("(max-width: 799px)").matches) this.close();
    else this.view.focus();
  }

  /** The section at the caret while that is in view, else the one at the top of the view. */
  private mark(): void {
    if (this.dom.hidden) return;
    this.view.requestMeasure({
      key: this,
      read: (view) => {
        const { head } = view.state.selection.main;
        const { scrollTop, clientHeight } = view.scrollDOM;
        const top = view.lineBlockAtHeight(scrollTop + 48 - view.documentPadding.top).from;
        const bottom = view.lineBlockAtHeight(scrollTop + clientHeight - view.documentPadding.top).to;
        return entryAt(this.entries, head >= top && head <= bottom && view.hasFocus ? head : top);
      },
      write: (index) => this.light(index),
    });
  }

  private light(index: number): void {
    for (const [at, row] of [...this.list.children].entries()) {
      const go = row.querySelector("button");
      if (!go) continue;
      go.tabIndex = at === Math.max(0, index) ? 0 : -1;
      if (at !== index) go.removeAttribute("aria-current");
      else if (go.getAttribute("aria-current") !== "true") {
        go.setAttribute("aria-current", "true");
        if (!this.dom.contains(document.activeElement)) row.scrollIntoView({ block: "nearest" });
      }
    }
  }

  private key(event: KeyboardEvent): void {
    const index = [...this.list.children].findIndex((row) => row.contains(event.target as Node));
    if (event.key === "Escape") this.close();
    else if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z") (event.shiftKey ? redo : undo)(this.view);
    else if (index < 0) return;
    else if (event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) this.step(index, event.key === "ArrowDown" ? 1 : -1);
    else if (event.key === "ArrowDown") this.button(index + 1)?.focus();
    else if (event.key === "ArrowUp") this.button(index - 1)?.focus();
    else if (event.key === "Home") this.button(0)?.focus();
    else if (event.key === "End") this.button(this.entries.length - 1)?.focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  private step(index: number, direction: 1 | -1): void {
    const at = stepTo(this.entries, index, direction);
    if (at !== null) this.move(this.entries[index]!, at);
  }

  private move({ from, to, title }: { from: number; to: number; title: string }, at: number): void {
    const anchor = moveSection(this.view, { from, to }, at);
    if (anchor === null) return;
    this.read();
    this.button(entryAt(this.entries, anchor))?.focus();
    this.view.state.facet(pageFacet)?.say(i18n.t("Moved “{title}”.", { title }));
  }

  private drag(event: PointerEvent, index: number): void {
    const { from, to, title } = this.entries[index]!;
    const line = element("div", "cv-drop-line");
    this.carried = { from, to, at: null };
    dragging(event, {
      move: (_x, y) => {
        const rows = [...this.list.querySelectorAll<HTMLElement>(".cv-outline-row")];
        const after = rows.filter((row) => row.getBoundingClientRect().top + row.offsetHeight / 2 < y).length;
        const box = rows[Math.min(after, rows.length - 1)]!;
        line.style.top = `${box.offsetTop + (after < rows.length ? 0 : box.offsetHeight)}px`;
        if (!line.isConnected) this.list.append(line);
        const at = after < this.entries.length ? this.entries[after]!.from : this.view.state.doc.length;
        if (this.carried) this.carried = { ...this.carried, at };
      },
      end: (dropped) => {
        line.remove();
        const held = this.carried;
        this.carried = null;
        if (dropped && held && held.at !== null) this.move({ ...held, title }, held.at);
        this.read();
      },
    });
  }
}

const panel = ViewPlugin.fromClass(OutlinePanel);

export function toggleOutline(view: EditorView): boolean {
  const open = !view.state.field(writingField).outline;
  view.dispatch({ effects: setWriting.of({ outline: open }) });
  if (open) view.plugin(panel)?.focus();
  else view.focus();
  return true;
}

export function outlinePanel(): Extension {
  return [panel, keymap.of([{ key: "Alt-Shift-o", run: toggleOutline, preventDefault: true }])];
}
