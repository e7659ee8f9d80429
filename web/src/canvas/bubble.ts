/**
 * The small bar at a selection: ask for a change, or one of three that are asked often; suggest other words; comment.
 *
 * Stands above the selection, else below it, else at the foot of the pane; at the foot on touch too, where the system's
 * own menu is at the selection. It never covers what is selected, and what is selected stays lit while the person
 * writes. Esc leads back to the text.
 */

import { type Extension } from "@codemirror/state";
import { Decoration, EditorView, keymap, type PluginValue, ViewPlugin, type ViewUpdate } from "@codemirror/view";
import { i18n } from "../i18n";
import { commentHere } from "./notes";
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
  private readonly asks = element("span", "cv-quick cv-asks");
  private readonly own = element("span", "cv-quick cv-own");
  private readonly go = action("cv-primary", "", () => this.finish());
  private mode: "ask" | "suggest" = "ask";
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

  /** Open the composer for the selection: to ask an agent, or to write the words oneself, as a suggestion. */
  compose(mode: "ask" | "suggest"): boolean {
    const { state } = this.view;
    const { main } = state.selection;
    if (main.empty || !(mode === "ask" ? this.mayAsk : this.maySuggest)) return false;
    this.mode = mode;
    this.view.dispatch({ effects: setAsking.of({ from: main.from, to: main.to }) });
    this.show();
    this.dom.classList.add("cv-asking");
    this.dom.classList.toggle("cv-suggesting", mode === "suggest");
    this.go.textContent = mode === "ask" ? i18n.t("Ask") : i18n.t("Suggest");
    this.input.value = mode === "ask" ? "" : state.sliceDoc(main.from, main.to);
    this.input.placeholder = mode === "ask" ? i18n.t("What should change?") : i18n.t("Nothing: suggest to delete it");
    const label = mode === "ask" ? i18n.t("Ask for a change of the selected words") : i18n.t("Your words for the selected ones");
    this.input.setAttribute("aria-label", label);
    this.grow();
    this.input.focus({ preventScroll: true });
    return true;
  }

  private get mayAsk(): boolean {
    return this.view.state.facet(pageFacet) !== null && this.view.state.field(syncField).editable;
  }

  private get maySuggest(): boolean {
    return this.view.state.facet(pageFacet)?.props.canComment === true && this.view.state.field(syncField).version >= 0;
  }

  private get allowed(): boolean {
    return this.mayAsk || this.maySuggest;
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
    const open = action("cv-open-ask", i18n.t("Ask for a change…"), () => this.compose("ask"));
    open.title = i18n.t("Ctrl-J");
    const asks: [string, string][] = [
      [i18n.t("Simpler"), i18n.t("Make this simpler.")],
      [i18n.t("Shorter"), i18n.t("Make this shorter.")],
      [i18n.t("Fix"), i18n.t("Fix spelling, grammar and mistakes in this.")],
    ];
    this.asks.append(open, element("span", "cv-divide"));
    if (this.view.state.facet(pageFacet)?.props.canvas.kind === "document") {
      asks.push([i18n.t("Find sources"), i18n.t("Find sources for this.")], [i18n.t("Check facts"), i18n.t("Check the facts in this.")]);
    }
    for (const [label, words] of asks) this.asks.append(action("", label, () => this.send(words)));
    const suggest = action("", i18n.t("Suggest"), () => this.compose("suggest"));
    suggest.title = i18n.t("Suggest other words (Ctrl-Alt-S)");
    suggest.setAttribute("aria-label", i18n.t("Suggest a change"));
    const comment = action("", i18n.t("Comment"), () => commentHere(this.view) && this.hide());
    comment.title = i18n.t("Ctrl-Alt-M");
    if (this.view.state.facet(pageFacet)?.props.onShortcuts) this.asks.append(this.shortcuts());
    this.own.append(element("span", "cv-divide"), suggest, comment);
    this.quick.append(this.asks, this.own);
    this.input.rows = 1;
    this.input.addEventListener("input", () => this.grow());
    this.input.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.key === "Escape") this.close(true);
      else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        this.finish();
      }
    });
    this.dom.addEventListener("focusout", (event) => {
      if (!(event.relatedTarget instanceof Node) || !this.dom.contains(event.relatedTarget)) this.close(false);
    });
    const row = element("div", "cv-ask");
    row.append(this.input, this.go);
    this.dom.append(row, this.quick);
    this.dom.hidden = true;
  }

  private shortcuts(): HTMLElement {
    const open = action("cv-open-shortcuts", i18n.t("Shortcuts"), () => {
      this.hide();
      this.view.state.facet(pageFacet)?.props.onShortcuts?.();
    });
    open.title = "Alt-Shift-S";
    open.setAttribute("aria-haspopup", "dialog");
    return open;
  }

  private grow(): void {
    this.input.style.height = "auto";
    this.input.style.height = `${Math.min(this.mode === "suggest" ? 240 : 120, this.input.scrollHeight)}px`;
    this.place();
  }

  private finish(): void {
    if (this.mode === "ask") this.send(this.input.value.trim());
    else this.suggest(this.input.value);
  }

  private suggest(words: string): void {
    const { state } = this.view;
    const page = state.facet(pageFacet);
    const selection = page && selectionOf(state, page.props.canvas.id, state.field(lookField).asking ?? state.selection.main);
    if (!selection) return;
    if (words === selection.quote) return this.input.focus();
    this.close(true);
    this.hide();
    void page.props.onSuggest?.(words, selection);
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
    this.asks.hidden = !this.mayAsk;
    this.own.hidden = !this.maySuggest;
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
    keymap.of([
      { key: "Mod-j", run: (view) => view.plugin(bubblePlugin)?.compose("ask") ?? false, preventDefault: true },
      { key: "Mod-Alt-s", run: (view) => view.plugin(bubblePlugin)?.compose("suggest") ?? false, preventDefault: true },
    ]),
    EditorView.decorations.compute([lookField], (state) => {
      const { asking } = state.field(lookField);
      return asking && asking.to > asking.from ? Decoration.set(lit.range(asking.from, asking.to)) : Decoration.none;
    }),
  ];
}
