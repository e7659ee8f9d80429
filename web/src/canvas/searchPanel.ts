/** Find and replace in our own clothes: what is found is counted, Enter goes on, Esc goes back to the text. */

import { type EditorView, type Panel, runScopeHandlers, type ViewUpdate } from "@codemirror/view";
import { i18n } from "../i18n";
import { closeSearch, go, here, replaceAll, replaceOne, type Search, searchField, setQuery, setWithin } from "./search";
import type { Query } from "./searchEngine";
import { action } from "./suggestions";
import { pageFacet } from "./view";
import { element } from "./widgets";

function field(label: string, value: string): HTMLInputElement {
  const made = element("input", "") as HTMLInputElement;
  made.type = "text";
  made.placeholder = label;
  made.setAttribute("aria-label", label);
  made.autocomplete = "off";
  made.spellcheck = false;
  made.value = value;
  return made;
}

function counted(view: EditorView, search: Search): string {
  const { query, matches, more, trouble, seen } = search;
  if (!query.search) return "";
  if (trouble?.kind === "slow") return i18n.t("This pattern takes too long here. Nothing was changed.");
  if (trouble) return i18n.t("Not a pattern: {why}", { why: trouble.words });
  if (!seen) return "";
  const all = `${matches.length.toLocaleString()}${more ? "+" : ""}`;
  if (matches.length === 0) return i18n.t("None found");
  const at = here(search, view.state.selection.main);
  return at ? i18n.t("{here} of {all}", { here: at.toLocaleString(), all }) : i18n.t("{all} found", { all });
}

export function searchPanel(view: EditorView): Panel {
  const now = () => view.state.field(searchField);
  const find = field(i18n.t("Find"), now().query.search);
  const replace = field(i18n.t("Replace with"), now().query.replace);
  const count = element("span", "cv-search-count");
  count.setAttribute("role", "status");

  const commit = (part: Partial<Query>) => setQuery(view, { ...now().query, ...part });
  const toggle = (key: "matchCase" | "words" | "pattern", sign: string, label: string) => {
    const made = action("", sign, () => {
      commit({ [key]: !now().query[key] });
      made.setAttribute("aria-pressed", String(now().query[key]));
    });
    made.setAttribute("aria-pressed", String(now().query[key]));
    made.setAttribute("aria-label", label);
    made.title = label;
    return made;
  };
  const within = action("", "⊏⊐", () => {
    if (!setWithin(view, !now().within)) view.state.facet(pageFacet)?.say(i18n.t("Select the part to look in first."));
  });
  within.setAttribute("aria-label", i18n.t("Only in what is selected"));
  within.title = i18n.t("Only in what is selected");

  const findBox = element("div", "cv-search-field");
  findBox.append(
    find,
    toggle("matchCase", "Aa", i18n.t("Match case")),
    toggle("words", "W", i18n.t("Whole words")),
    toggle("pattern", ".*", i18n.t("Pattern")),
    within,
  );
  const replaceBox = element("div", "cv-search-field");
  replaceBox.append(replace);
  const move = element("div", "cv-search-do");
  const [previous, next] = [action("cv-icon", "↑", () => go(-1)(view)), action("cv-icon", "↓", () => go(1)(view))];
  previous.setAttribute("aria-label", i18n.t("Previous"));
  next.setAttribute("aria-label", i18n.t("Next"));
  move.append(previous, next);
  const close = action("cv-icon", "✕", () => closeSearch(view) && view.focus());
  close.setAttribute("aria-label", i18n.t("Close"));
  const change = element("div", "cv-search-do");
  const everything = () =>
    void replaceAll(view).then((number) => view.state.facet(pageFacet)?.say(i18n.t("{number} replaced", { number })));
  const one = action("", i18n.t("Replace"), () => void replaceOne(view));
  const skip = action("", i18n.t("Skip"), () => go(1)(view));
  const all = action("", i18n.t("All"), everything);
  one.title = i18n.t("Replace this one and go to the next (Enter)");
  skip.title = i18n.t("Leave this one and go to the next (Alt-Enter)");
  all.title = i18n.t("Replace all (Ctrl-Enter)");
  change.append(one, skip, all);

  const dom = element("div", "cv-search");
  dom.setAttribute("role", "search");
  dom.append(findBox, move, count, close);
  if (!view.state.readOnly) dom.append(replaceBox, change);
  find.addEventListener("input", () => commit({ search: find.value }));
  replace.addEventListener("input", () => commit({ replace: replace.value }));
  dom.addEventListener("keydown", (event) => {
    if (runScopeHandlers(view, event, "search-panel")) event.preventDefault();
    else if (event.key === "Enter" && event.target instanceof HTMLInputElement) {
      event.preventDefault();
      if (event.target !== replace || event.altKey) go(event.shiftKey ? -1 : 1)(view);
      else if (event.ctrlKey || event.metaKey) everything();
      else void replaceOne(view);
    }
  });
  const write = () => {
    const words = counted(view, now());
    if (count.textContent !== words) count.textContent = words;
    const bad = now().trouble !== null;
    findBox.classList.toggle("cv-search-bad", bad);
    find.setAttribute("aria-invalid", String(bad));
    within.setAttribute("aria-pressed", String(now().within !== null));
  };
  return {
    dom,
    top: true,
    mount() {
      find.focus();
      find.select();
      write();
    },
    update(update: ViewUpdate) {
      if (update.transactions.length > 0) write();
    },
  };
}
