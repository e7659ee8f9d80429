/** Find and replace in our own clothes: what is found is counted, Enter goes on, Esc goes back to the text. */

import {
  closeSearchPanel,
  findNext,
  findPrevious,
  getSearchQuery,
  replaceAll,
  replaceNext,
  SearchQuery,
  setSearchQuery,
} from "@codemirror/search";
import { type EditorView, type Panel, runScopeHandlers, type ViewUpdate } from "@codemirror/view";
import { i18n } from "../i18n";
import { action } from "./suggestions";
import { element } from "./widgets";

/** Counting stops here: "999+" says enough, and a letter occurs 100,000 times in a book. */
const MOST = 999;

function field(label: string, value: string): HTMLInputElement {
  const made = element("input", "") as HTMLInputElement;
  made.type = "text";
  made.placeholder = label;
  made.setAttribute("aria-label", label);
  made.autocomplete = "off";
  made.value = value;
  return made;
}

function count(view: EditorView, query: SearchQuery): string {
  if (!query.search) return "";
  if (!query.valid) return i18n.t("Not a pattern");
  const { from, to } = view.state.selection.main;
  let all = 0;
  let here = 0;
  for (const cursor = query.getCursor(view.state), step = () => cursor.next(); ; ) {
    const next = step();
    if (next.done) break;
    all++;
    if (next.value.from === from && next.value.to === to) here = all;
    if (all > MOST) return i18n.t("{most}+ found", { most: MOST });
  }
  if (all === 0) return i18n.t("None found");
  return here ? i18n.t("{here} of {all}", { here, all }) : i18n.t("{all} found", { all });
}

export function searchPanel(view: EditorView): Panel {
  let query = getSearchQuery(view.state);
  const find = field(i18n.t("Find"), query.search);
  find.setAttribute("main-field", "true");
  const replace = field(i18n.t("Replace with"), query.replace);
  const counted = element("span", "cv-search-count");
  counted.setAttribute("role", "status");
  const toggles = { caseSensitive: query.caseSensitive, wholeWord: query.wholeWord, regexp: query.regexp };

  const commit = () => {
    // Taken as typed: "\n" in the field is a backslash and an n unless it is a pattern.
    const next = new SearchQuery({ search: find.value, replace: replace.value, literal: !toggles.regexp, ...toggles });
    if (next.eq(query)) return;
    query = next;
    view.dispatch({ effects: setSearchQuery.of(next) });
    counted.textContent = count(view, query);
  };
  const toggle = (key: keyof typeof toggles, sign: string, label: string) => {
    const made = action("", sign, () => {
      toggles[key] = !toggles[key];
      made.setAttribute("aria-pressed", String(toggles[key]));
      commit();
    });
    made.setAttribute("aria-pressed", String(toggles[key]));
    made.setAttribute("aria-label", label);
    made.title = label;
    return made;
  };
  const run = (command: (target: EditorView) => boolean) => () => {
    commit();
    command(view);
    counted.textContent = count(view, query);
  };

  const findBox = element("div", "cv-search-field");
  findBox.append(
    find,
    toggle("caseSensitive", "Aa", i18n.t("Match case")),
    toggle("wholeWord", "W", i18n.t("Whole words")),
    toggle("regexp", ".*", i18n.t("Pattern")),
  );
  const replaceBox = element("div", "cv-search-field");
  replaceBox.append(replace);
  const move = element("div", "cv-search-do");
  const [previous, next] = [action("cv-icon", "↑", run(findPrevious)), action("cv-icon", "↓", run(findNext))];
  previous.setAttribute("aria-label", i18n.t("Previous"));
  next.setAttribute("aria-label", i18n.t("Next"));
  move.append(previous, next);
  const close = action("cv-icon", "✕", () => closeSearchPanel(view) && view.focus());
  close.setAttribute("aria-label", i18n.t("Close"));
  const change = element("div", "cv-search-do");
  change.append(action("", i18n.t("Replace"), run(replaceNext)), action("", i18n.t("All"), run(replaceAll)));

  const dom = element("div", "cv-search");
  dom.setAttribute("role", "search");
  dom.append(findBox, move, counted, close);
  if (!view.state.readOnly) dom.append(replaceBox, change);
  dom.addEventListener("input", commit);
  dom.addEventListener("keydown", (event) => {
    if (runScopeHandlers(view, event, "search-panel")) event.preventDefault();
    else if (event.key === "Enter" && event.target instanceof HTMLInputElement) {
      event.preventDefault();
      if (event.target === replace) run(replaceNext)();
      else run(event.shiftKey ? findPrevious : findNext)();
    }
  });
  return {
    dom,
    top: true,
    mount: () => {
      find.select();
      counted.textContent = count(view, query);
    },
    update(update: ViewUpdate) {
      for (const tr of update.transactions) {
        for (const effect of tr.effects) {
          if (!effect.is(setSearchQuery) || effect.value.eq(query)) continue;
          query = effect.value;
          find.value = query.search;
          replace.value = query.replace;
          counted.textContent = count(view, query);
        }
      }
    },
  };
}
