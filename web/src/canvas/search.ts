/**
 * Find and replace: what is looked for, what was found, and going and replacing among it. The panel is `searchPanel.ts`.
 *
 * Matches are found by a worker, kept as positions that move with the text, and looked for anew a moment after the last
 * change. Nothing here runs a person's pattern on the page's own thread.
 */

import { gotoLine, selectNextOccurrence, selectSelectionMatches } from "@codemirror/search";
import { type ChangeDesc, EditorSelection, type Extension, type Range, StateEffect, StateField, type Text } from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView, keymap, type PluginValue, showPanel, ViewPlugin, type ViewUpdate } from "@codemirror/view";
import type { Match, Query } from "./searchEngine";
import { type Answer, SearchRunner } from "./searchRunner";
import { searchPanel } from "./searchPanel";
import { setSearching } from "./view";

interface Span {
  readonly from: number;
  readonly to: number;
}

export interface Search {
  readonly open: boolean;
  readonly query: Query;
  /** Looked for only here; null for everywhere. */
  readonly within: Span | null;
  readonly matches: readonly Match[];
  readonly more: boolean;
  /** Why nothing can be found: what is wrong with the pattern, or that it takes too long. */
  readonly trouble: { readonly kind: "invalid" | "slow"; readonly words: string } | null;
  /** The text that `matches` were found in; null before the first answer to this query. */
  readonly seen: Text | null;
}

const NOTHING: Query = { search: "", replace: "", matchCase: false, words: false, pattern: false };

const change = StateEffect.define<Partial<Search>>();

function mapped(matches: readonly Match[], changes: ChangeDesc): Match[] {
  const next: Match[] = [];
  for (const { from, to, insert } of matches) {
    // What was typed into a match made another text of it.
    if (changes.touchesRange(from, to) === true) continue;
    next.push({ from: changes.mapPos(from, 1), to: changes.mapPos(to, -1), insert });
  }
  return next.filter((match) => match.to > match.from);
}

export const searchField = StateField.define<Search>({
  create: () => ({ open: false, query: NOTHING, within: null, matches: [], more: false, trouble: null, seen: null }),
  update(search, tr) {
    if (tr.docChanged && search.open) {
      const within = search.within && { from: tr.changes.mapPos(search.within.from, -1), to: tr.changes.mapPos(search.within.to, 1) };
      search = { ...search, within, matches: mapped(search.matches, tr.changes) };
    }
    for (const effect of tr.effects) if (effect.is(change)) search = { ...search, ...effect.value };
    return search;
  },
  provide: (self) => showPanel.from(self, (search) => (search.open ? searchPanel : null)),
});

/** A change by others or a key: looked for anew after this pause. */
const REST_MS = 180;

class Seeker implements PluginValue {
  readonly runner = new SearchRunner();
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly view: EditorView) {}

  update(update: ViewUpdate): void {
    const now = update.state.field(searchField);
    const before = update.startState.field(searchField);
    if (!now.open) {
      if (before.open) this.runner.stop();
      return;
    }
    const other = now.query !== before.query || (now.within === null) !== (before.within === null) || !before.open;
    if (!other && !update.docChanged) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.seek(), other ? 0 : REST_MS);
  }

  destroy(): void {
    clearTimeout(this.timer);
    this.runner.stop();
  }

  /** Ask anew. True when what was found is of the text as it is now. */
  async seek(): Promise<boolean> {
    const { state } = this.view;
    const { query, within, open } = state.field(searchField);
    if (!open) return false;
    const answer = await this.runner.ask(state.doc.toString(), query, within?.from ?? 0, within?.to ?? state.doc.length);
    if (answer === null || this.view.state.field(searchField).query !== query || !this.view.state.doc.eq(state.doc)) return false;
    this.view.dispatch({ effects: change.of(taken(answer, this.view.state.doc)) });
    return true;
  }
}

function taken(answer: Answer, seen: Text): Partial<Search> {
  if (answer === "too long") return { matches: [], more: false, trouble: { kind: "slow", words: "" }, seen };
  if ("invalid" in answer) return { matches: [], more: false, trouble: { kind: "invalid", words: answer.invalid }, seen };
  return { ...answer, trouble: null, seen };
}

const seeker = ViewPlugin.fromClass(Seeker);

/** Number of the match that is selected, from 1; 0 when none is. */
export function here({ matches }: Search, { from, to }: Span): number {
  return matches.findIndex((match) => match.from === from && match.to === to) + 1;
}

export function setQuery(view: EditorView, query: Query): void {
  view.dispatch({ effects: change.of({ query, seen: null }) });
}

export function setWithin(view: EditorView, on: boolean): boolean {
  const { main } = view.state.selection;
  if (on && main.empty) return false;
  view.dispatch({ effects: change.of({ within: on ? { from: main.from, to: main.to } : null, seen: null }) });
  return true;
}

export function openSearch(view: EditorView): boolean {
  const { main } = view.state.selection;
  const { query, open } = view.state.field(searchField);
  const words = view.state.sliceDoc(main.from, Math.min(main.to, main.from + 200));
  const search = words && !words.includes("\n") ? words : query.search;
  view.dispatch({ effects: [change.of({ open: true, query: { ...query, search } }), setSearching.of(true)] });
  if (open) {
    const field = view.dom.querySelector<HTMLInputElement>(".cv-search input");
    if (field) field.value = search;
    field?.focus();
    field?.select();
  }
  return true;
}

export function closeSearch(view: EditorView): boolean {
  if (!view.state.field(searchField).open) return false;
  const inside = view.dom.querySelector(".cv-search")?.contains(document.activeElement);
  view.dispatch({ effects: [change.of({ open: false, within: null, matches: [], trouble: null, seen: null }), setSearching.of(false)] });
  if (inside) view.focus();
  return true;
}

function select(view: EditorView, { from, to }: Span): void {
  view.dispatch({
    selection: EditorSelection.single(from, to),
    effects: EditorView.scrollIntoView(EditorSelection.range(from, to), { y: "nearest", yMargin: 80 }),
    userEvent: "select.search",
  });
}

/** The next match after the selection, or the one before it; round the end of the text. */
export function go(direction: 1 | -1): (view: EditorView) => boolean {
  return (view) => {
    const search = view.state.field(searchField);
    if (!search.open) return openSearch(view);
    const { from, to } = view.state.selection.main;
    const { matches } = search;
    const next = direction === 1 ? (matches.find((match) => match.from >= to && match.to > from) ?? matches[0]) : (matches.findLast((match) => match.to <= from) ?? matches.at(-1));
    if (next) select(view, next);
    return true;
  };
}

/** Replace the selected match and go to the next; without one, only go. */
export async function replaceOne(view: EditorView): Promise<void> {
  if (!(await ready(view))) return;
  const search = view.state.field(searchField);
  const match = search.matches[here(search, view.state.selection.main) - 1];
  if (!match) {
    go(1)(view);
    return;
  }
  const insert = view.state.toText(match.insert);
  view.dispatch({ changes: { from: match.from, to: match.to, insert }, selection: { anchor: match.from + insert.length }, userEvent: "input.replace" });
  go(1)(view);
}

/** Replace every match, as one change; how many there were. */
export async function replaceAll(view: EditorView): Promise<number> {
  if (!(await ready(view))) return 0;
  const { matches } = view.state.field(searchField);
  if (matches.length === 0) return 0;
  const changes = matches.map(({ from, to, insert }) => ({ from, to, insert: view.state.toText(insert) }));
  view.dispatch({ changes, userEvent: "input.replace.all" });
  return matches.length;
}

async function ready(view: EditorView): Promise<boolean> {
  const search = view.state.field(searchField);
  if (view.state.readOnly || !search.open) return false;
  return search.seen !== null && search.seen.eq(view.state.doc) ? true : ((await view.plugin(seeker)?.seek()) ?? false);
}

const found = Decoration.mark({ class: "cv-found" });
const current = Decoration.mark({ class: "cv-found cv-found-here" });
const scope = Decoration.mark({ class: "cv-found-within" });

function paint(view: EditorView): DecorationSet {
  const search = view.state.field(searchField);
  if (!search.open) return Decoration.none;
  const { from, to } = view.viewport;
  const selected = view.state.selection.main;
  const ranges: Range<Decoration>[] = [];
  for (const match of search.matches) {
    if (match.to < from) continue;
    if (match.from > to) break;
    ranges.push((match.from === selected.from && match.to === selected.to ? current : found).range(match.from, match.to));
  }
  if (search.within && search.within.to > search.within.from) ranges.push(scope.range(search.within.from, search.within.to));
  return Decoration.set(ranges, true);
}

const painting = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet;

    constructor(view: EditorView) {
      this.decorations = paint(view);
    }

    update(update: ViewUpdate): void {
      const same = update.state.field(searchField) === update.startState.field(searchField);
      if (!same || update.docChanged || update.viewportChanged || update.selectionSet) this.decorations = paint(update.view);
    }
  },
  { decorations: (plugin) => plugin.decorations },
);

export function search(): Extension {
  return [
    searchField,
    seeker,
    painting,
    keymap.of([
      { key: "Mod-f", run: openSearch, scope: "editor search-panel", preventDefault: true },
      { key: "Mod-g", run: go(1), shift: go(-1), scope: "editor search-panel", preventDefault: true },
      { key: "F3", run: go(1), shift: go(-1), scope: "editor search-panel", preventDefault: true },
      { key: "Escape", run: closeSearch, scope: "editor search-panel" },
      { key: "Mod-Shift-l", run: selectSelectionMatches },
      { key: "Mod-Alt-g", run: gotoLine },
      { key: "Mod-d", run: selectNextOccurrence, preventDefault: true },
    ]),
  ];
}
