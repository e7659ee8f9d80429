/**
 * Going from change to suggestion to comment: Alt-] and Alt-[ (with Shift from piece to piece of a suggestion), Enter and
 * Backspace on the one that is current, and the small bar at a change.
 */

import { EditorSelection, type EditorState, type Extension, Prec } from "@codemirror/state";
import { EditorView, keymap, showTooltip, type Tooltip } from "@codemirror/view";
import { i18n } from "../i18n";
import { marksField, setCurrent, type Stop, stops } from "./marks";
import { piecesOf } from "./pieces";
import { shownSuggestions, syncField } from "./sync";
import { action, short } from "./suggestions";
import { nameOf, pageFacet } from "./view";
import { element } from "./widgets";

/** Put the caret at a stop, in the middle of the view, and make it the current one. */
export function visit(view: EditorView, stop: Stop): void {
  view.dispatch({
    selection: { anchor: stop.from },
    effects: [setCurrent.of(stop), EditorView.scrollIntoView(EditorSelection.range(stop.from, stop.to), { y: "center" })],
  });
}

export function go(direction: 1 | -1): (view: EditorView) => boolean {
  return (view) => {
    const { state } = view;
    const all = stops(state);
    const page = state.facet(pageFacet);
    if (all.length === 0) {
      page?.say(i18n.t("There are no changes to look at."));
      return true;
    }
    const { current } = state.field(marksField);
    const here = current ? all.findIndex((stop) => stop.id === current.id && stop.from === current.from) : -1;
    const { head } = state.selection.main;
    const beyond = direction === 1 ? all.findIndex((stop) => stop.from >= head) : all.findLastIndex((stop) => stop.from < head);
    const index = here >= 0 ? here + direction : beyond >= 0 ? beyond : direction === 1 ? 0 : all.length - 1;
    const stop = all[(index + all.length) % all.length]!;
    visit(view, stop);
    if (stop.kind === "note") page?.props.onNote?.(stop.id);
    const place = i18n.t("{index} of {count}", { index: all.indexOf(stop) + 1, count: all.length });
    page?.say(`${place}, ${spoken(state, stop)}`);
    return true;
  };
}

/** What a stop is, for who does not see it. */
function spoken(state: EditorState, stop: Stop): string {
  const words = state.sliceDoc(stop.from, Math.min(stop.to, stop.from + 120));
  if (stop.kind === "note") return i18n.t("comment on: {words}. Enter to answer", { words });
  if (stop.kind === "change") return i18n.t("changed: {words}. Enter to keep, Backspace to undo", { words });
  const offer = shownSuggestions(state.field(syncField)).find((each) => each.id === stop.id);
  if (!offer) return words;
  const name = nameOf(state, offer.by, i18n.t("Gesso"));
  const piece = stop.piece === undefined ? undefined : piecesOf(offer)?.[stop.piece];
  const before = piece ? state.sliceDoc(piece.from, piece.to) : words;
  const after = piece ? piece.words : offer.after;
  if (!after) return i18n.t("{name} suggests to delete: {before}. Enter to accept, Backspace to reject", { name, before });
  return i18n.t("{name} suggests: {after}, for: {before}. Enter to accept, Backspace to reject", { name, after: short(after, 120), before });
}

/** From piece to piece of the current suggestion, or of the first one. */
function goPiece(direction: 1 | -1): (view: EditorView) => boolean {
  return (view) => {
    const { state } = view;
    const { current } = state.field(marksField);
    const page = state.facet(pageFacet);
    const offers = shownSuggestions(state.field(syncField));
    const all = offers.flatMap((offer) =>
      (piecesOf(offer) ?? []).map<Stop>(({ from, to }, piece) => ({ kind: "suggestion", id: offer.id, from, to, piece })),
    );
    if (all.length === 0) {
      page?.say(i18n.t("There are no suggestions."));
      return true;
    }
    const here = all.findIndex((stop) => stop.id === current?.id && stop.piece === (current.piece ?? (direction === 1 ? -1 : 0)));
    const first = current?.kind === "suggestion" ? all.findIndex((stop) => stop.id === current.id) : 0;
    const index = here >= 0 ? here + direction : direction === 1 ? Math.max(0, first) : all.length - 1;
    const stop = all[(index + all.length) % all.length]!;
    visit(view, stop);
    page?.say(`${i18n.t("part {index} of {count}", { index: all.indexOf(stop) + 1, count: all.length })}, ${spoken(state, stop)}`);
    return true;
  };
}

function settle(accept: boolean): (view: EditorView) => boolean {
  return (view) => {
    const { current } = view.state.field(marksField);
    const page = view.state.facet(pageFacet);
    const { main } = view.state.selection;
    // Only while the caret still stands where Alt-] put it: elsewhere Enter and Backspace are for writing.
    if (!current || !page || !main.empty || main.head !== current.from) return false;
    if (current.kind === "note") {
      if (accept) page.props.onNote?.(current.id, true);
      return accept;
    }
    if (!view.state.field(syncField).editable) return false;
    decide(view, current, accept);
    return true;
  };
}

/** Take the suggestion in whose words the caret stands. */
function take(view: EditorView): boolean {
  const { state } = view;
  const sync = state.field(syncField);
  const { main } = state.selection;
  if (!main.empty || !sync.editable) return false;
  const found = shownSuggestions(sync).find((each) => !each.streaming && each.start <= main.head && each.end >= main.head);
  if (!found) return false;
  decide(view, { kind: "suggestion", id: found.id, from: found.start, to: found.end }, true);
  return true;
}

function decide(view: EditorView, stop: Stop, accept: boolean): void {
  const { props } = view.state.facet(pageFacet)!;
  view.dispatch({ effects: setCurrent.of(null) });
  if (stop.kind === "suggestion") {
    const pieces = stop.piece === undefined ? undefined : [stop.piece];
    void (accept ? props.onAcceptSuggestion(stop.id, pieces) : props.onRejectSuggestion(stop.id));
  }
  else void (accept ? props.onKeepTurn(stop.id) : props.onUndoTurn(stop.id));
  view.focus();
}

function author(state: EditorState, stop: Stop): string {
  const by = state.facet(pageFacet)?.props.activeEdits.find((edit) => edit.turn === stop.id)?.by;
  return nameOf(state, by ?? "", i18n.t("Gesso"));
}

/** Height of the bar; a blank line of prose is 29 px. */
const BAR_PX = 29;

function bar(state: EditorState): Tooltip | null {
  const { current } = state.field(marksField);
  if (current?.kind !== "change") return null;
  const summary = state.facet(pageFacet)?.props.activeEdits.find((edit) => edit.turn === current.id)?.summary ?? "";
  const draw = (y: number) => (view: EditorView) => ({ dom: drawBar(view, current, summary), offset: { x: 0, y } });
  return { ...place(state, current, draw), arrow: false };
}

/** Where the bar hides no words: on the blank line after the change or before it, else beside its paragraph. */
function place(state: EditorState, { from, to }: Stop, draw: (y: number) => Tooltip["create"]): Tooltip {
  const { doc } = state;
  const first = doc.lineAt(Math.min(from, doc.length));
  const last = doc.lineAt(Math.min(to, doc.length));
  const below = last.number < doc.lines ? doc.line(last.number + 1) : null;
  const above = first.number > 1 ? doc.line(first.number - 1) : null;
  const gap = below?.length === 0 ? below : above?.length === 0 ? above : null;
  // Drawn under the blank line, then lifted by its own height onto it.
  if (gap) return { pos: gap.from, above: false, create: draw(-BAR_PX) };
  if (!below) return { pos: last.from, end: last.to, above: false, create: draw(4) };
  return { pos: first.from, above: true, create: draw(2) };
}

function drawBar(view: EditorView, stop: Stop, summary: string): HTMLElement {
  const made = element("div", "cv-float cv-bar");
  made.setAttribute("role", "toolbar");
  made.setAttribute("aria-label", i18n.t("Change by {name}", { name: author(view.state, stop) }));
  const words = element("span", "cv-bar-words", i18n.t("{name} changed this", { name: author(view.state, stop) }));
  if (summary) words.title = summary;
  made.append(element("span", "cv-dot"), words);
  if (view.state.field(syncField).editable) {
    const keep = action("", i18n.t("Keep"), () => decide(view, stop, true));
    const undo = action("", i18n.t("Undo"), () => decide(view, stop, false));
    keep.title = i18n.t("Enter");
    undo.title = i18n.t("Backspace");
    made.append(keep, undo);
  }
  if (stops(view.state).length > 1) {
    const next = action("cv-icon", "↓", () => go(1)(view));
    next.title = i18n.t("Next change (Alt-])");
    next.setAttribute("aria-label", i18n.t("Next change"));
    made.append(next);
  }
  made.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    view.dispatch({ effects: setCurrent.of(null) });
    view.focus();
  });
  return made;
}

/** A click into a mark shows its bar, and one on commented words the comment; elsewhere it leaves the text alone. */
const clicks = EditorView.domEventHandlers({
  mouseup(event, view) {
    noted(event, view);
    const onMark = event.target instanceof Element && event.target.closest(".cv-agent, .cv-gap") !== null;
    const { current } = view.state.field(marksField);
    if (!onMark && !current) return false;
    const pos = view.posAtCoords({ x: event.clientX, y: event.clientY });
    const stop = onMark && pos !== null ? stops(view.state).find((each) => each.kind === "change" && each.from <= pos && each.to >= pos) : undefined;
    if (stop?.id === current?.id && stop?.from === current?.from) return false;
    view.dispatch({ effects: setCurrent.of(stop ?? null) });
    return false;
  },
});

function noted(event: MouseEvent, view: EditorView): void {
  const page = view.state.facet(pageFacet);
  if (!page || !view.state.selection.main.empty) return;
  const mark = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-note]") : null;
  const found = mark?.dataset["note"] ?? null;
  if (found !== page.props.activeNote) page.props.onNote?.(found);
}

export function stopKeys(): Extension {
  return [
    Prec.highest(
      keymap.of([
        { key: "Alt-]", run: go(1), preventDefault: true },
        { key: "Alt-[", run: go(-1), preventDefault: true },
        { key: "Alt-Shift-]", run: goPiece(1), preventDefault: true },
        { key: "Alt-Shift-[", run: goPiece(-1), preventDefault: true },
        { key: "Tab", run: take },
        { key: "Enter", run: settle(true) },
        { key: "Backspace", run: settle(false) },
        {
          key: "Escape",
          run: (view) => {
            if (!view.state.field(marksField).current) return false;
            view.dispatch({ effects: setCurrent.of(null) });
            return true;
          },
        },
      ]),
    ),
    showTooltip.compute([marksField], bar),
    clicks,
  ];
}
