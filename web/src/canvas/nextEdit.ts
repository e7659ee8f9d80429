/**
 * Next edits: what the person is likely to change next, shown while they type. Tab takes it, Esc dismisses it.
 *
 * Words at the caret stand there as ghost text where they fit on its row, so that nothing moves; everything else is a
 * small chip at the edge of the view that says what would be changed, and the places are marked. Nothing is in the
 * text until it is taken, as one ordinary change of the person. This file keeps what is shown; `nextEditAsking.ts` asks.
 */

import { isolateHistory } from "@codemirror/commands";
import { EditorSelection, type EditorState, type Extension, Prec, StateEffect, StateField, type Transaction } from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView, keymap, WidgetType } from "@codemirror/view";
import { i18n } from "../i18n";
import type { NextEditView } from "../wire.gen";
import { fromServer, takenOffer } from "./sync";
import type { NextEditOutcome } from "./types";
import { manyToUnits } from "./units";
import { pageFacet } from "./view";
import { element } from "./widgets";

/** Put `insert` in the place of units `from` to `to`. */
export interface Patch {
  readonly from: number;
  readonly to: number;
  readonly insert: string;
}

export interface Shown {
  readonly offer: NextEditView;
  readonly patches: readonly Patch[];
  /** Ghost text at the caret; `fits` says that its row has room for it. */
  readonly ghost: boolean;
  readonly fits: boolean;
  /** What became of it, once it is no longer shown. */
  readonly outcome: NextEditOutcome | null;
}

export const showNext = StateEffect.define<{ readonly offer: NextEditView; readonly fits: (words: string) => boolean }>();
const endNext = StateEffect.define<NextEditOutcome>();

export const nextField = StateField.define<Shown | null>({
  create: () => null,
  update(shown, tr) {
    for (const effect of tr.effects) if (effect.is(showNext)) return placed(tr.state, effect.value.offer, effect.value.fits);
    if (!shown || shown.outcome) return null;
    for (const effect of tr.effects) if (effect.is(endNext)) return { ...shown, outcome: effect.value };
    return moved(shown, tr);
  },
  provide: (self) => EditorView.decorations.from(self, draw),
});

/** What is shown now, and can be taken. */
export function nextShown(state: EditorState): Shown | null {
  const shown = state.field(nextField, false) ?? null;
  return shown?.outcome === null ? shown : null;
}

function placed(state: EditorState, offer: NextEditView, fits: (words: string) => boolean): Shown | null {
  const at = manyToUnits(state.doc, offer.patches.flatMap(({ start, end }) => [start, end]));
  const patches = offer.patches.map(({ after }, n) => ({ from: at[2 * n]!, to: at[2 * n + 1]!, insert: after }));
  const [first] = patches;
  if (!first) return null;
  const ghost = patches.length === 1 && first.from === first.to && first.from === state.selection.main.head;
  return { offer, patches, ghost, fits: ghost && !first.insert.includes("\n") && fits(first.insert), outcome: null };
}

function moved(shown: Shown, tr: Transaction): Shown {
  const gone = (outcome: NextEditOutcome) => ({ ...shown, outcome });
  if (tr.docChanged && tr.annotation(fromServer)) {
    if (shown.patches.some(({ from, to }) => tr.changes.touchesRange(from, to))) return gone("ignored");
    const patches = shown.patches.map((each) => ({ ...each, from: tr.changes.mapPos(each.from, -1), to: tr.changes.mapPos(each.to, 1) }));
    return { ...shown, patches };
  }
  if (tr.docChanged) {
    const rest = shown.ghost ? typedThrough(shown.patches[0]!, tr) : null;
    if (!rest) return gone("ignored");
    return rest.insert === "" ? { ...shown, outcome: "typed" } : { ...shown, patches: [rest] };
  }
  return tr.selection && !tr.selection.eq(tr.startState.selection) ? gone("ignored") : shown;
}

/** What is left of ghost text when its own first letters were typed; null when others were. */
function typedThrough(ghost: Patch, tr: Transaction): Patch | null {
  let typed: string | null = "";
  tr.changes.iterChanges((fromA, toA, _fromB, _toB, inserted) => {
    typed = typed === "" && fromA === ghost.from && toA === ghost.from ? inserted.toString() : null;
  });
  if (!typed || !ghost.insert.startsWith(typed)) return null;
  const at = ghost.from + (typed as string).length;
  return tr.newSelection.main.empty && tr.newSelection.main.head === at ? { from: at, to: at, insert: ghost.insert.slice((typed as string).length) } : null;
}

// ---------------------------------------------------------------- drawing

class GhostWidget extends WidgetType {
  constructor(private readonly words: string) {
    super();
  }

  override eq(other: GhostWidget): boolean {
    return other.words === this.words;
  }

  override toDOM(): HTMLElement {
    const ghost = element("span", "cv-next", this.words);
    ghost.setAttribute("aria-hidden", "true"); // it is announced; a reader must not find it in the text
    return ghost;
  }
}

const place = Decoration.mark({ class: "cv-next-place" });
const point = Decoration.widget({ widget: new (class extends WidgetType {
  override eq(): boolean {
    return true;
  }
  override toDOM(): HTMLElement {
    const made = element("span", "cv-next-point");
    made.setAttribute("aria-hidden", "true");
    return made;
  }
})(), side: 1 }); // prettier-ignore

function draw(shown: Shown | null): DecorationSet {
  if (!shown || shown.outcome) return Decoration.none;
  if (shown.ghost) {
    const [{ from, insert }] = shown.patches as [Patch];
    return shown.fits ? Decoration.set(Decoration.widget({ widget: new GhostWidget(insert), side: 1 }).range(from)) : Decoration.none;
  }
  return Decoration.set(shown.patches.map(({ from, to }) => (from < to ? place.range(from, to) : point.range(from))));
}

// ---------------------------------------------------------------- keys

export function takeNext(view: EditorView): boolean {
  const shown = nextShown(view.state);
  if (!shown || view.state.readOnly) return false;
  const changes = view.state.changes(shown.patches.map(({ from, to, insert }) => ({ from, to, insert: view.state.toText(insert) })));
  const { main } = view.state.selection;
  view.dispatch({
    changes,
    selection: EditorSelection.cursor(changes.mapPos(main.head, shown.ghost ? 1 : -1)),
    effects: [endNext.of("taken"), takenOffer.of({ offer: shown.offer.id, by: shown.offer.by })],
    userEvent: "input.complete",
    annotations: isolateHistory.of("full"),
    scrollIntoView: shown.ghost,
  });
  view.state.facet(pageFacet)?.say(shown.ghost ? i18n.t("Taken.") : i18n.t("{what}: done.", { what: saidOf(shown) }));
  return true;
}

/** Take the next word of ghost text alone; the rest stays. */
function takeWord(view: EditorView): boolean {
  const shown = nextShown(view.state);
  if (!shown?.ghost || view.state.readOnly) return false;
  const [{ from, insert }] = shown.patches as [Patch];
  const word = /^\s*(?:[\p{L}\p{N}_]+|[^\p{L}\p{N}_\s]+)/u.exec(insert)?.[0] ?? insert;
  if (word === insert) return takeNext(view);
  view.dispatch({
    changes: { from, insert: view.state.toText(word) },
    selection: EditorSelection.cursor(from + word.length),
    effects: takenOffer.of({ offer: shown.offer.id, by: shown.offer.by }),
    userEvent: "input.complete",
    scrollIntoView: true,
  });
  return true;
}

export function dismissNext(view: EditorView): boolean {
  if (!nextShown(view.state)) return false;
  view.dispatch({ effects: endNext.of("dismissed") });
  return true;
}

/** What taking it does, in a few words. */
export function saidOf({ offer, patches }: Shown): string {
  const count = patches.length;
  switch (offer.kind) {
    case "rename":
      return i18n.t("{count, plural, one {Rename # other use} other {Rename # other uses}}", { count });
    case "row":
      return i18n.t("{count, plural, one {Change # more row} other {Change # more rows}}", { count });
    case "link":
      return i18n.t("{count, plural, one {Update # link} other {Update # links}}", { count });
    case "renumber":
      return i18n.t("Number the list again");
    default:
      return i18n.t("Suggested words");
  }
}

/** Before the keys of stops and lists, but only while something is shown. */
export function nextEditKeys(): Extension {
  return Prec.highest(
    keymap.of([
      { key: "Tab", run: takeNext },
      { key: "Escape", run: dismissNext },
      { key: "Alt-]", run: takeWord, preventDefault: true },
    ]),
  );
}
