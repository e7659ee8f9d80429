/**
 * Suggestions on the text: the words before are struck, the words after stand behind them in violet with two buttons.
 *
 * Nothing of a suggestion is in the text until the server has accepted it; here it is only drawn, at the server's
 * position mapped over what is unconfirmed.
 */

import { type EditorState, type Extension, type Range } from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView, WidgetType } from "@codemirror/view";
import { i18n } from "../i18n";
import type { WireSuggestion } from "../wire.gen";
import { paragraph } from "./inline";
import { marksField } from "./marks";
import { shownSuggestions, syncField } from "./sync";
import { lookField, nameOf, pageFacet } from "./view";
import { element } from "./widgets";

class OfferWidget extends WidgetType {
  constructor(
    private readonly offer: WireSuggestion,
    private readonly by: string,
    private readonly current: boolean,
    private readonly mine: boolean,
    private readonly prose: boolean,
  ) {
    super();
  }

  private get key(): string {
    const { id, after, streaming, why } = this.offer;
    return JSON.stringify([id, after, streaming, why, this.current, this.by, this.mine, this.prose]);
  }

  override eq(other: OfferWidget): boolean {
    return other.key === this.key;
  }

  override toDOM(view: EditorView): HTMLElement {
    const made = element("span", "cv-offer");
    made.dataset["offer"] = this.offer.id;
    made.setAttribute("role", "group");
    made.append(element("ins", "cv-offer-words"), this.buttons(view));
    this.fill(made);
    return made;
  }

  override updateDOM(made: HTMLElement, view: EditorView, from: WidgetType): boolean {
    if (!(from instanceof OfferWidget) || from.offer.id !== this.offer.id) return false;
    if (from.offer.streaming !== this.offer.streaming || from.mine !== this.mine) made.lastElementChild!.replaceWith(this.buttons(view));
    this.fill(made);
    return true;
  }

  private fill(made: HTMLElement): void {
    const { after, why, streaming } = this.offer;
    made.classList.toggle("cv-streaming", streaming);
    made.classList.toggle("cv-current", this.current);
    made.title = why;
    made.setAttribute("aria-label", i18n.t("Suggestion by {name}", { name: this.by }));
    const words = made.firstElementChild!;
    if (this.prose) words.replaceChildren(paragraph(after));
    else words.textContent = after;
    words.classList.toggle("cv-lines", after.includes("\n"));
  }

  private buttons(view: EditorView): HTMLElement {
    const row = element("span", "cv-offer-do");
    if (this.offer.streaming) {
      row.append(element("span", "cv-writing"));
      row.setAttribute("aria-hidden", "true");
      return row;
    }
    const page = view.state.facet(pageFacet);
    if (!page || !this.mine) return row;
    const { id } = this.offer;
    row.append(
      action("cv-accept", i18n.t("Accept"), () => void page.props.onAcceptSuggestion(id)),
      action("cv-reject", i18n.t("Reject"), () => void page.props.onRejectSuggestion(id)),
    );
    return row;
  }

  override ignoreEvent(): boolean {
    return true;
  }
}

/** A small button that does not take the caret out of the text when it is clicked. */
export function action(className: string, label: string, run: () => void): HTMLButtonElement {
  const made = element("button", `cv-button ${className}`, label) as HTMLButtonElement;
  made.type = "button";
  made.addEventListener("mousedown", (event) => event.preventDefault());
  made.addEventListener("click", run);
  return made;
}

const struck = Decoration.mark({ tagName: "del", class: "cv-struck" });

function draw(state: EditorState): DecorationSet {
  const sync = state.field(syncField);
  if (sync.suggestions.length === 0) return Decoration.none;
  const { current } = state.field(marksField);
  const prose = state.facet(pageFacet)?.props.canvas.kind === "document" && state.field(lookField).mode !== "source";
  const ranges: Range<Decoration>[] = [];
  for (const each of shownSuggestions(sync)) {
    const now = current?.kind === "suggestion" && current.id === each.id;
    const widget = new OfferWidget(each, nameOf(state, each.by, i18n.t("Gesso")), now, sync.editable, prose);
    if (each.end > each.start) ranges.push(struck.range(each.start, each.end));
    ranges.push(Decoration.widget({ widget, side: 1 }).range(each.end));
  }
  return Decoration.set(ranges, true);
}

export function suggestions(): Extension {
  return EditorView.decorations.compute([syncField, marksField, lookField], draw);
}
