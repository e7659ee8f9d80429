/**
 * Suggestions on the text, word by word: only the words that go are struck, only the words that come are shown, in
 * violet for a machine and in the hue of a person; behind the last of them stands who offers it, to accept or reject.
 *
 * Nothing of a suggestion is in the text until the server has accepted it; here it is only drawn, at the server's
 * position mapped over what is unconfirmed. Its pieces are the server's, so that one of them can be taken alone.
 */

import { type EditorState, type Extension, type Range } from "@codemirror/state";
import { Decoration, type DecorationSet, type EditorView, ViewPlugin, type ViewUpdate, WidgetType } from "@codemirror/view";
import { i18n } from "../i18n";
import type { WireSuggestion } from "../wire.gen";
import { hueOf } from "./hues";
import { paragraph } from "./inline";
import { marksField, setCurrent, type Stop } from "./marks";
import { piecesOf } from "./pieces";
import { shownSuggestions, syncField } from "./sync";
import { lookField, nameOf, pageFacet } from "./view";
import { element } from "./widgets";

/** How one suggestion is drawn, apart from its words. */
interface Manner {
  readonly hue: string;
  readonly name: string;
  readonly current: boolean;
  /** The piece that the keys are about, within the current suggestion. */
  readonly piece: number | null;
  readonly accept: boolean;
  readonly reject: boolean;
  readonly prose: boolean;
}

/** Words that come. `index` null: all of the suggestion, which has no pieces yet. */
class WordsWidget extends WidgetType {
  constructor(
    private readonly offer: WireSuggestion,
    private readonly words: string,
    private readonly index: number | null,
    private readonly manner: Manner,
    /** They come in place of words that are struck before them. */
    private readonly instead: boolean,
  ) {
    super();
  }

  private get key(): string {
    const { hue, current, piece, accept, prose } = this.manner;
    return JSON.stringify([this.offer.id, this.words, this.index, this.offer.streaming, this.offer.why, hue, current, piece, accept, prose, this.instead]);
  }

  override eq(other: WordsWidget): boolean {
    return other.key === this.key;
  }

  override toDOM(view: EditorView): HTMLElement {
    const made = element("span", "cv-piece");
    made.append(element("ins", "cv-offer-words"));
    made.addEventListener("mousedown", (event) => event.preventDefault());
    made.addEventListener("click", (event) => {
      if (event.target instanceof Element && event.target.closest("button")) return;
      choose(view, this.offer.id);
    });
    if (this.index !== null && this.manner.accept) {
      const { id } = this.offer;
      const pieces = [this.index];
      const label = this.words ? i18n.t("Accept only “{words}”", { words: short(this.words) }) : i18n.t("Accept only this deletion");
      const take = sign("cv-piece-take", "✓", label, () => void view.state.facet(pageFacet)?.props.onAcceptSuggestion(id, pieces));
      take.tabIndex = -1;
      made.append(take);
    }
    this.fill(made);
    return made;
  }

  override updateDOM(made: HTMLElement, _view: EditorView, from: WidgetType): boolean {
    const same = from instanceof WordsWidget && from.offer.id === this.offer.id && from.index === this.index;
    if (!same || (this.index !== null && from.words !== this.words) || from.manner.accept !== this.manner.accept) return false;
    this.fill(made);
    return true;
  }

  private fill(made: HTMLElement): void {
    const { hue, current, piece, prose } = this.manner;
    made.dataset["hue"] = hue;
    made.dataset["offer"] = this.offer.id;
    made.classList.toggle("cv-streaming", this.offer.streaming);
    made.classList.toggle("cv-current", current && (piece === null || piece === this.index));
    made.classList.toggle("cv-chosen", current);
    made.classList.toggle("cv-instead", this.instead);
    made.title = this.offer.why;
    const words = made.firstElementChild!;
    // A new line alone would not be seen.
    if (/^\s*\n\s*$/.test(this.words)) words.textContent = "¶";
    else if (prose) words.replaceChildren(paragraph(this.words));
    else words.textContent = this.words;
    words.classList.toggle("cv-lines", this.words.trim().includes("\n"));
    if (this.offer.streaming && !made.querySelector(".cv-writing")) made.append(element("span", "cv-writing"));
    else if (!this.offer.streaming) made.querySelector(".cv-writing")?.remove();
  }

  override ignoreEvent(): boolean {
    return true;
  }
}

/** Who offers it, and the two buttons. */
class DecideWidget extends WidgetType {
  constructor(
    private readonly offer: WireSuggestion,
    private readonly manner: Manner,
  ) {
    super();
  }

  private get key(): string {
    return JSON.stringify([this.offer.id, this.offer.why, this.manner]);
  }

  override eq(other: DecideWidget): boolean {
    return other.key === this.key;
  }

  override toDOM(view: EditorView): HTMLElement {
    const { hue, name, current, accept, reject } = this.manner;
    const { id, before, after, why } = this.offer;
    const made = element("span", "cv-offer-do");
    made.dataset["hue"] = hue;
    made.dataset["offer"] = id;
    made.classList.toggle("cv-current", current);
    made.setAttribute("role", "group");
    const words = { name, before: short(before), after: short(after) };
    made.setAttribute("aria-label", after ? i18n.t("{name} suggests “{after}” for “{before}”", words) : i18n.t("{name} suggests to delete “{before}”", words));
    made.title = why;
    made.append(element("span", "cv-offer-by", name));
    const props = view.state.facet(pageFacet)?.props;
    if (accept) made.append(sign("cv-accept", "✓", i18n.t("Accept"), () => void props?.onAcceptSuggestion(id)));
    if (reject) made.append(sign("cv-reject", "✕", accept ? i18n.t("Reject") : i18n.t("Take back"), () => void props?.onRejectSuggestion(id)));
    made.addEventListener("click", (event) => event.target === made.firstElementChild && choose(view, id));
    return made;
  }

  override ignoreEvent(): boolean {
    return true;
  }
}

/** The first words of a text, on one line. */
export function short(words: string, most = 60): string {
  const line = words.replace(/\s+/g, " ").trim();
  return line.length > most ? `${line.slice(0, most - 1).trimEnd()}…` : line;
}

/** Make a suggestion the one that the keys are about, where it is. */
function choose(view: EditorView, id: string): void {
  const found = shownSuggestions(view.state.field(syncField)).find((each) => each.id === id);
  if (!found) return;
  view.dispatch({ selection: { anchor: found.start }, effects: setCurrent.of({ kind: "suggestion", id, from: found.start, to: found.end }) });
  view.focus();
}

/** A small button that does not take the caret out of the text when it is clicked. */
export function action(className: string, label: string, run: () => void): HTMLButtonElement {
  const made = element("button", `cv-button ${className}`, label) as HTMLButtonElement;
  made.type = "button";
  made.addEventListener("mousedown", (event) => event.preventDefault());
  made.addEventListener("click", run);
  return made;
}

function sign(className: string, picture: string, label: string, run: () => void): HTMLButtonElement {
  const made = action(className, picture, run);
  made.setAttribute("aria-label", label);
  made.title = label;
  return made;
}

/** Violet for a machine. What a person changed by the API has a turn too, so that it can be named: that is not one. */
function hueOfOffer(state: EditorState, { by, turn }: WireSuggestion): string {
  const kind = state.facet(pageFacet)?.props.people[by]?.kind ?? (turn === null ? "person" : "agent");
  return kind === "agent" ? "agent" : hueOf(by);
}

function manner(state: EditorState, offer: WireSuggestion, current: Stop | null): Manner {
  const props = state.facet(pageFacet)?.props;
  const { editable } = state.field(syncField);
  const now = current?.kind === "suggestion" && current.id === offer.id;
  return {
    hue: hueOfOffer(state, offer),
    name: nameOf(state, offer.by, i18n.t("Gesso")),
    current: now,
    piece: now ? (current.piece ?? null) : null,
    accept: editable && props !== undefined,
    reject: props !== undefined && (editable || (props.canComment && props.me === offer.by)),
    prose: props?.canvas.kind === "document" && state.field(lookField).mode !== "source",
  };
}

/** What is drawn of the text: the suggestions there, of however many. */
function draw({ state, visibleRanges }: EditorView): DecorationSet {
  const sync = state.field(syncField);
  if (sync.suggestions.length === 0) return Decoration.none;
  const { current } = state.field(marksField);
  const ranges: Range<Decoration>[] = [];
  for (const each of shownSuggestions(sync)) {
    if (!visibleRanges.some(({ from, to }) => each.start <= to && each.end >= from)) continue;
    const how = manner(state, each, current);
    const struck = Decoration.mark({ tagName: "del", class: how.current ? "cv-struck cv-current" : "cv-struck", attributes: { "data-hue": how.hue } });
    const pieces = piecesOf(each);
    const parts = pieces ?? [{ from: each.start, to: each.end, words: each.after }];
    for (const [index, { from, to, words }] of parts.entries()) {
      if (to > from) ranges.push(struck.range(from, to));
      const widget = new WordsWidget(each, words, pieces && pieces.length > 1 ? index : null, how, to > from);
      ranges.push(Decoration.widget({ widget, side: 1 }).range(to));
    }
    const end = parts.at(-1)!.to;
    if (!each.streaming) ranges.push(Decoration.widget({ widget: new DecideWidget(each, how), side: 2 }).range(end));
  }
  return Decoration.set(ranges, true);
}

const FIELDS = [syncField, marksField, lookField];

const drawing = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet;

    constructor(view: EditorView) {
      this.decorations = draw(view);
    }

    update({ view, state, startState, docChanged, viewportChanged }: ViewUpdate): void {
      const changed = FIELDS.some((field) => state.field<unknown>(field) !== startState.field<unknown>(field));
      if (docChanged || viewportChanged || changed) this.decorations = draw(view);
    }
  },
  { decorations: (plugin) => plugin.decorations },
);

export function suggestions(): Extension {
  return drawing;
}
