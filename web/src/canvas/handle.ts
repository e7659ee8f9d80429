/**
 * The handle beside a block: drag it to move the block, press it for the menu's place. Alt-Up and Alt-Down do the same.
 *
 * Shown beside the block under the mouse, and on touch beside the one with the caret. Lies in the margin and takes no
 * room. A move is one change of the text; what others write during the drag is kept.
 */

import { EditorSelection, type Extension, Prec } from "@codemirror/state";
import { EditorView, keymap, type PluginValue, ViewPlugin, type ViewUpdate } from "@codemirror/view";
import { i18n } from "../i18n";
import { type Block, blockAt, blocksIn, moveBlock } from "./blocks";
import { dragging } from "./dragging";
import { asSpec, moved } from "./moving";
import { element } from "./widgets";

const TOUCH = "(pointer: coarse)";

class BlockHandle implements PluginValue {
  private readonly grip = element("span", "cv-handle cv-grip", "⠿");
  private readonly line = element("div", "cv-drop-line");
  private shown: { from: number; to: number } | null = null;
  private at: number | null = null;
  private held = false;
  private readonly over = (event: MouseEvent) => this.hover(event);
  private readonly hide = () => this.held || this.show(null);

  constructor(private readonly view: EditorView) {
    this.grip.title = i18n.t("Drag to move this block (Alt-↑ and Alt-↓ move it too)");
    this.grip.setAttribute("aria-hidden", "true");
    this.grip.hidden = true;
    this.grip.addEventListener("pointerdown", (event) => this.drag(event));
    view.dom.append(this.grip);
    view.dom.addEventListener("mousemove", this.over);
    view.dom.addEventListener("mouseleave", this.hide);
    view.scrollDOM.addEventListener("scroll", this.hide, { passive: true });
  }

  destroy(): void {
    this.view.dom.removeEventListener("mousemove", this.over);
    this.view.dom.removeEventListener("mouseleave", this.hide);
    this.view.scrollDOM.removeEventListener("scroll", this.hide);
    this.grip.remove();
    this.line.remove();
  }

  update(update: ViewUpdate): void {
    if (update.docChanged) {
      if (this.shown && this.held) this.shown = { from: update.changes.mapPos(this.shown.from, 1), to: update.changes.mapPos(this.shown.to, -1) };
      else this.show(null);
      if (this.at !== null) this.at = update.changes.mapPos(this.at, 1);
    }
    if ((update.selectionSet || update.focusChanged) && !this.held && matchMedia(TOUCH).matches) {
      this.show(update.view.hasFocus ? blockAt(update.state, update.state.selection.main.head) : null);
    }
  }

  private hover(event: MouseEvent): void {
    if (this.held || event.buttons || this.view.state.readOnly || matchMedia(TOUCH).matches) return;
    if (event.target instanceof Node && this.grip.contains(event.target)) return;
    const { view } = this;
    const box = view.scrollDOM.getBoundingClientRect();
    if (event.clientY < box.top || event.clientY > box.bottom) return this.show(null);
    const line = view.lineBlockAtHeight(event.clientY - view.documentTop);
    const [block] = blocksIn(view.state, line.from, line.to);
    this.show(block ?? null);
  }

  private show(block: Block | { from: number; to: number } | null): void {
    this.shown = block && !this.view.state.readOnly ? { from: block.from, to: block.to } : null;
    if (!this.shown) {
      this.grip.hidden = true;
      return;
    }
    const from = this.shown.from;
    this.view.requestMeasure({
      key: this,
      read: (view) => {
        const pane = view.dom.getBoundingClientRect();
        const scroll = view.scrollDOM.getBoundingClientRect();
        const words = view.contentDOM.getBoundingClientRect();
        const block = view.lineBlockAt(Math.min(from, view.state.doc.length));
        const first = view.coordsAtPos(block.from, 1);
        const top = block.top + view.documentTop;
        const middle = first && first.top >= top ? (first.top + first.bottom) / 2 : top + 16;
        const rtl = getComputedStyle(view.contentDOM).direction === "rtl";
        const left = rtl ? words.right - 4 - pane.left : words.left + 4 - 24 - pane.left;
        return { top: middle - 12 - pane.top, left: Math.max(0, left), seen: middle > scroll.top && middle < scroll.bottom };
      },
      write: ({ top, left, seen }) => {
        this.grip.hidden = !seen || !this.shown;
        this.grip.style.top = `${top}px`;
        this.grip.style.left = `${left}px`;
      },
    });
  }

  private drag(event: PointerEvent): void {
    if (!this.shown || this.view.state.readOnly) return;
    this.held = true;
    this.at = null;
    const { view } = this;
    dragging(event, {
      move: (_x, y) => {
        const scroll = view.scrollDOM.getBoundingClientRect();
        if (y < scroll.top + 32) view.scrollDOM.scrollTop -= 12;
        else if (y > scroll.bottom - 32) view.scrollDOM.scrollTop += 12;
        this.aim(Math.max(scroll.top + 1, Math.min(y, scroll.bottom - 1)));
      },
      end: (dropped) => {
        const { shown, at } = this;
        this.held = false;
        this.at = null;
        this.line.remove();
        if (dropped && shown && at !== null) this.drop(shown.from, shown.to, at);
        this.show(null);
      },
    });
  }

  /** The gap between two blocks that is nearest to the pointer. */
  private aim(y: number): void {
    const { view } = this;
    const height = y - view.documentTop;
    const blocks = blocksIn(view.state, view.viewport.from, view.viewport.to);
    const below = blocks.find((block) => {
      const top = view.lineBlockAt(block.from).top;
      return (top + view.lineBlockAt(block.to).bottom) / 2 > height;
    });
    const last = blocks.at(-1);
    if (!below && !last) return;
    const end = last ? Math.min(last.to + 1, view.state.doc.length) : 0;
    this.at = below ? below.from : end;
    const edge = below ? view.lineBlockAt(below.from).top : view.lineBlockAt(last!.to).bottom;
    const pane = view.dom.getBoundingClientRect();
    const words = view.contentDOM.getBoundingClientRect();
    this.line.style.top = `${edge + view.documentTop - pane.top - 1}px`;
    this.line.style.left = `${words.left - pane.left + 8}px`;
    this.line.style.width = `${words.width - 16}px`;
    if (!this.line.isConnected) view.dom.append(this.line);
  }

  private drop(from: number, to: number, at: number): void {
    const { state } = this.view;
    const [after] = blocksIn(state, Math.min(to + 1, state.doc.length), state.doc.length);
    const end = after && after.from > to ? after.from : state.doc.length;
    const move = moved(state.doc, from, end, at);
    if (!move) return;
    this.view.dispatch({ changes: asSpec(move), selection: EditorSelection.cursor(move.place(from)), userEvent: "move.block" });
    this.view.focus();
  }
}

export function blockHandle(): Extension {
  return [
    ViewPlugin.fromClass(BlockHandle),
    Prec.high(
      keymap.of([
        { key: "Alt-ArrowUp", run: (view) => moveBlock(-1)(view) },
        { key: "Alt-ArrowDown", run: (view) => moveBlock(1)(view) },
      ]),
    ),
  ];
}
