/**
 * The small bar at a selection: ask for a change, or one of three that are asked often.
 *
 * Stands above the selection, else below it, else at the foot of the pane; at the foot on touch too, where the system's
 * own menu is at the selection. It never covers what is selected, and what is selected stays lit while the person
 * writes. Esc leads back to the text.
 */

import { type Extension } from "@codemirror/state";
import { Decoration, EditorView, keymap, type PluginValue, ViewPlugin, type ViewUpdate } from "@codemirror/view";
import { i18n } from "../i18n";
import { selectionOf } from "./selection";
import { action } from "./suggestions";
import { syncField } from "./sync";
import { lookField, pageFacet, setAsking } from "./view";
import { element } from "./widgets";

/** A bar at every flicker of a selection is noise: it waits until the selection has been still for this long. */
const REST_MS = 180;
const GAP_PX = 8;

class Bubble implements PluginValue {
  readonly dom = element("div", "cv-float cv-bubble");
  private readonly input = element("textarea", "cv-ask-input") as HTMLTextAreaElement;
  private readonly quick = element("div", "cv-quick");
  private timer: ReturnType<typeof setTimeout> | undefined;
  private shown = false;
  private pressed = false;
  private readonly release = () => {
    this.pressed = false;
    this.soon();
  };

  constructor(private readonly view: EditorView) {
    this.build();
    view.dom.append(this.dom);
    view.dom.addEventListener("pointerdown", this.press);
    view.dom.ownerDocument.addEventListener("pointerup", this.release);
    view.scrollDOM.addEventListener("scroll", this.follow, { passive: true });
  }

  destroy(): void {
    clearTimeout(this.timer);
    this.view.dom.removeEventListener("pointerdown", this.press);
    this.view.dom.ownerDocument.removeEventListener("pointerup", this.release);
    this.view.scrollDOM.removeEventListener("scroll", this.follow);
    this.dom.remove();
  }

  update(update: ViewUpdate): void {
    const { asking } = update.state.field(lookField);
    const main = update.state.selection.main;
    if (!asking && (main.empty || (update.docChanged && update.selectionSet))) this.hide();
    else if (!asking && (update.selectionSet || update.focusChanged)) this.soon();
    if (this.shown && (update.geometryChanged || update.docChanged)) this.place();
  }

  /** Open the composer for the selection. */
  ask(): boolean {
    const { main } = this.view.state.selection;
    if (main.empty || !this.allowed) return false;
    this.view.dispatch({ effects: setAsking.of({ from: main.from, to: main.to }) });
    this.show();
    this.dom.classList.add("cv-asking");
    this.input.value = "";
    this.grow();
    this.input.focus({ preventScroll: true });
    return true;
  }

  private get allowed(): boolean {
    return this.view.state.facet(pageFacet) !== null && this.view.state.field(syncField).editable;
  }

  private readonly press = (event: Event) => {
    if (event.target instanceof Node && this.dom.contains(event.target)) return;
    this.pressed = true;
    this.hide();
  };

  private readonly follow = () => {
    if (this.shown) this.place();
  };

  private build(): void {
    this.dom.setAttribute("role", "toolbar");
    this.dom.setAttribute("aria-label", i18n.t("Selected words"));
    const open = action("cv-open-ask", i18n.t("Ask for a change…"), () => this.ask());
    open.title = i18n.t("Ctrl-J");
    const asks: readonly [string, string][] = [
      [i18n.t("Simpler"), i18n.t("Make this simpler.")],
      [i18n.t("Shorter"), i18n.t("Make this shorter.")],
      [i18n.t("Fix"), i18n.t("Fix spelling, grammar and mistakes in this.")],
    ];
    this.quick.append(open, element("span", "cv-divide"));
    for (const [label, words] of asks) this.quick.append(action("", label, () => this.send(words)));
    this.input.rows = 1;
    this.input.placeholder = i18n.t("What should change?");
    this.input.setAttribute("aria-label", i18n.t("Ask for a change of the selected words"));
    this.input.addEventListener("input", () => this.grow());
    this.input.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.key === "Escape") this.close(true);
      else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        this.send(this.input.value.trim());
      }
    });
    this.dom.addEventListener("focusout", (event) => {
      if (!(event.relatedTarget instanceof Node) || !this.dom.contains(event.relatedTarget)) this.close(false);
    });
    const row = element("div", "cv-ask");
    row.append(this.input, action("cv-primary", i18n.t("Ask"), () => this.send(this.input.value.trim())));
    this.dom.append(row, this.quick);
    this.dom.hidden = true;
  }

  private grow(): void {
    this.input.style.height = "auto";
    this.input.style.height = `${Math.min(120, this.input.scrollHeight)}px`;
    this.place();
  }

  private send(words: string): void {
    const { state } = this.view;
    const page = state.facet(pageFacet);
    const selection = page && selectionOf(state, page.props.canvas.id, state.field(lookField).asking ?? state.selection.main);
    if (!words || !selection) return;
    this.close(true);
    this.hide();
    page.props.onAsk(words, selection);
  }

  private close(backToText: boolean): void {
    if (!this.view.state.field(lookField).asking) return;
    this.dom.classList.remove("cv-asking");
    this.view.dispatch({ effects: setAsking.of(null) });
    if (backToText) this.view.focus();
    else this.hide();
  }

  private soon(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      const { state } = this.view;
      if (!this.pressed && this.view.hasFocus && !state.selection.main.empty && this.allowed) this.show();
    }, REST_MS);
  }

  private show(): void {
    this.dom.hidden = false;
    this.shown = true;
    this.place();
  }

  private hide(): void {
    clearTimeout(this.timer);
    if (!this.shown) return;
    this.shown = false;
    this.dom.hidden = true;
  }

  private place(): void {
    if (!this.shown) return;
    this.view.requestMeasure({
      key: this,
      read: (view) => {
        const pane = view.dom.getBoundingClientRect();
        const scroll = view.scrollDOM.getBoundingClientRect();
        const { from, to } = view.state.field(lookField).asking ?? view.state.selection.main;
        const start = view.coordsAtPos(Math.min(from, view.state.doc.length), 1);
        const end = view.coordsAtPos(Math.min(to, view.state.doc.length), -1);
        const size = this.dom.getBoundingClientRect();
        const above = start && start.top - size.height - GAP_PX >= scroll.top ? start.top - size.height - GAP_PX : null;
        const below = end && end.bottom >= scroll.top && end.bottom + GAP_PX + size.height <= scroll.bottom ? end.bottom + GAP_PX : null;
        const touch = matchMedia("(pointer: coarse)").matches;
        const top = touch ? null : above !== null && above < scroll.bottom ? above : below;
        const anchor = (top === below && top !== above ? end : start)?.left ?? pane.left;
        return {
          top: (top ?? scroll.bottom - size.height - 12) - pane.top,
          left: Math.max(8, Math.min(anchor - pane.left - 12, pane.width - size.width - 8)),
          docked: top === null,
          middle: (pane.width - size.width) / 2,
        };
      },
      write: ({ top, left, docked, middle }) => {
        this.dom.style.top = `${top}px`;
        this.dom.style.left = `${docked ? Math.max(8, middle) : left}px`;
      },
    });
  }
}

const bubblePlugin = ViewPlugin.fromClass(Bubble);

const lit = Decoration.mark({ class: "cv-asked" });

export function bubble(): Extension {
  return [
    bubblePlugin,
    keymap.of([{ key: "Mod-j", run: (view) => view.plugin(bubblePlugin)?.ask() ?? false, preventDefault: true }]),
    EditorView.decorations.compute([lookField], (state) => {
      const { asking } = state.field(lookField);
      return asking && asking.to > asking.from ? Decoration.set(lit.range(asking.from, asking.to)) : Decoration.none;
    }),
  ];
}
