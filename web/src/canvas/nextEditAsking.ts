/**
 * When a next edit is asked for, where its chip stands, and how the page is told what became of it.
 *
 * Asked when what was typed is stored and the person has rested for a moment; the answer is shown only if the text and
 * the caret are still the same. A caret that was put elsewhere is asked about once, without showing the answer: the
 * model has then read the place when typing begins. Never in a composition, with a selection, where one cannot type,
 * or while an agent writes.
 */

import { completionStatus } from "@codemirror/autocomplete";
import { type EditorState, type Extension } from "@codemirror/state";
import { EditorView, type PluginValue, ViewPlugin, type ViewUpdate } from "@codemirror/view";
import { i18n } from "../i18n";
import { dismissNext, nextField, nextEditKeys, nextShown, saidOf, type Shown, showNext, takeNext } from "./nextEdit";
import { action } from "./suggestions";
import { shownSuggestions, syncField, unconfirmed } from "./sync";
import { toCodePoints } from "./units";
import { lookField, pageFacet } from "./view";
import { element } from "./widgets";

const REST_MS = 40;
/** A caret that was put somewhere else. */
const SETTLED_MS = 350;
const coarse = () => matchMedia("(pointer: coarse)").matches;

class Asker implements PluginValue {
  private readonly chip = element("div", "cv-float cv-next-chip");
  private timer: ReturnType<typeof setTimeout> | undefined;
  private wanted: "show" | "warm" | null = null;
  private since = 0;
  private asked = 0;

  constructor(private readonly view: EditorView) {
    this.chip.hidden = true;
    view.dom.append(this.chip);
    view.scrollDOM.addEventListener("scroll", this.follow, { passive: true });
  }

  destroy(): void {
    clearTimeout(this.timer);
    this.view.scrollDOM.removeEventListener("scroll", this.follow);
    this.chip.remove();
  }

  update(update: ViewUpdate): void {
    const before = update.startState.field(nextField);
    const now = update.state.field(nextField);
    if (before !== now) this.changed(before, now);
    const typed = update.transactions.some((tr) => tr.docChanged && (tr.isUserEvent("input") || tr.isUserEvent("delete")));
    if (typed) this.want("show", REST_MS);
    else if (update.docChanged && update.transactions.some((tr) => tr.isUserEvent("undo") || tr.isUserEvent("redo"))) this.wanted = null;
    else if (update.selectionSet && !update.docChanged) this.want("warm", SETTLED_MS);
    else if (this.wanted && update.startState.field(syncField) !== update.state.field(syncField)) this.soon();
    if (update.geometryChanged && !this.chip.hidden) this.follow();
  }

  // ---------------------------------------------------------------- asking

  private want(what: "show" | "warm", rest: number): void {
    this.asked++; // an answer under way is for another moment
    this.wanted = what;
    this.since = performance.now() + rest;
    this.soon();
  }

  private soon(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), Math.max(0, this.since - performance.now()));
  }

  private ask(): void {
    const { state } = this.view;
    const next = state.facet(pageFacet)?.props.nextEdits;
    const sync = state.field(syncField);
    if (!this.wanted || !next || !this.possible(state)) return;
    if (unconfirmed(sync)) return; // comes again when it is confirmed
    const what = this.wanted;
    const number = ++this.asked;
    const { doc, selection } = state;
    this.wanted = null;
    next.propose(sync.version, toCodePoints(doc, selection.main.head)).then(
      (offer) => {
        const now = this.view.state;
        if (!offer || what !== "show" || number !== this.asked || !this.view.dom.isConnected) return;
        if (now.doc !== doc || !now.selection.eq(selection) || !this.possible(now)) return;
        if (now.field(syncField).version !== offer.version) return;
        this.view.dispatch({ effects: showNext.of({ offer, fits: (words) => this.fits(words) }) });
      },
      () => undefined, // nobody asked for it, so nobody is told that it failed
    );
  }

  private possible(state: EditorState): boolean {
    const { main, ranges } = state.selection;
    const sync = state.field(syncField);
    const free = main.empty && ranges.length === 1 && !state.readOnly && state.field(lookField).mode !== "read" && !state.field(lookField).asking;
    const alone = !sync.cursors.some((cursor) => cursor.kind === "agent");
    const outside = !shownSuggestions(sync).some((each) => each.start <= main.head && each.end >= main.head);
    return free && alone && outside && completionStatus(state) === null && this.view.hasFocus && !this.view.composing && !nextShown(state);
  }

  /** Whether words fit on the row of the caret: else they would wrap, and everything below would move. */
  private fits(words: string): boolean {
    const { view } = this;
    const { head } = view.state.selection.main;
    const caret = view.coordsAtPos(head, -1);
    const { node } = view.domAtPos(head);
    const at = node instanceof HTMLElement ? node : node.parentElement;
    const pen = document.createElement("canvas").getContext("2d");
    if (!caret || !at || !pen) return false;
    const style = getComputedStyle(at);
    pen.font = `${style.fontStyle} ${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
    const rest = view.state.sliceDoc(head, view.state.doc.lineAt(head).to);
    const width = pen.measureText(words + rest).width + 6;
    const box = view.contentDOM.getBoundingClientRect();
    const rtl = view.textDirectionAt(head) === 1;
    const pad = Number.parseFloat(getComputedStyle(view.contentDOM).paddingInlineEnd) || 0;
    return rtl ? caret.left - box.left - pad >= width : box.right - pad - caret.right >= width;
  }

  // ---------------------------------------------------------------- what is shown

  private changed(before: Shown | null, now: Shown | null): void {
    const page = this.view.state.facet(pageFacet);
    if (now?.outcome && before?.outcome !== now.outcome) page?.props.nextEdits?.settle(now.offer.id, now.outcome);
    const shown = now?.outcome === null ? now : null;
    if (shown && before?.offer !== shown.offer) {
      const words = shown.ghost ? shown.patches[0]!.insert : saidOf(shown);
      page?.say(i18n.t("Suggestion: {words} (Tab takes it)", { words }));
    }
    const chip = shown !== null && (!shown.fits || coarse());
    this.chip.hidden = !chip;
    if (chip) this.fill(shown);
  }

  private fill(shown: Shown): void {
    const take = action("cv-next-take", "", () => (takeNext(this.view), this.view.focus()));
    take.append(element("kbd", "cv-next-key", coarse() ? i18n.t("Take") : "Tab"));
    if (!shown.ghost) take.append(element("span", "cv-next-what", saidOf(shown)));
    const [patch] = shown.offer.patches;
    const sample = element("span", shown.ghost ? "cv-next-sample cv-next-words" : "cv-next-sample");
    if (shown.ghost) sample.append(element("ins", "", shown.patches[0]!.insert));
    else if (patch) {
      if (patch.lead) sample.append(`…${patch.lead}`);
      if (patch.before) sample.append(element("del", "", patch.before));
      sample.append(element("ins", "", patch.after), patch.trail ? `${patch.trail}…` : "");
    }
    take.append(sample);
    const away = action("cv-icon cv-next-away", "×", () => (dismissNext(this.view), this.view.focus()));
    away.setAttribute("aria-label", i18n.t("Dismiss"));
    away.title = i18n.t("Esc");
    this.chip.replaceChildren(take, away);
    this.follow();
  }

  /** At the edge towards the first place, or at the foot. */
  private readonly follow = () => {
    const shown = nextShown(this.view.state);
    if (!shown || this.chip.hidden) return;
    this.view.requestMeasure({
      key: this,
      read: (view) => {
        const first = shown.patches[0]!;
        const top = view.lineBlockAt(Math.min(first.from, view.state.doc.length)).top;
        const { scrollTop, clientHeight } = view.scrollDOM;
        return shown.ghost ? "here" : top < scrollTop ? "above" : top > scrollTop + clientHeight ? "below" : "here";
      },
      write: (where) => (this.chip.dataset["where"] = where),
    });
  };
}

export function nextEdits(): Extension {
  return [nextField, nextEditKeys(), ViewPlugin.fromClass(Asker)];
}
