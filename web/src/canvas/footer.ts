/**
 * The quiet line under the text: how it is viewed, number of words, whether it is saved, version. And, when words could
 * not be put on the server, the words themselves, to copy or to put back.
 *
 * Plain DOM, written only when a word of it changes: nothing of React runs while a person types.
 */

import { type Extension, StateEffect, StateField, Text } from "@codemirror/state";
import { type EditorView, type Panel, showPanel, type ViewUpdate } from "@codemirror/view";
import { i18n } from "../i18n";
import { count as countIn, progress, targetOf } from "./counting";
import { toggleOutline } from "./outlinePanel";
import { authorsField, showAuthors } from "./provenance";
import { openSearch } from "./search";
import { action } from "./suggestions";
import { syncField, unconfirmed } from "./sync";
import type { ViewMode } from "./types";
import { lookField, pageFacet, setMode } from "./view";
import { element } from "./widgets";
import { writingField } from "./writing";
import { toggleWritingMenu } from "./writingMenu";

export type Saving = "opening" | "saved" | "saving" | "offline" | "read";

export const setSaving = StateEffect.define<Saving>();
export const setRescued = StateEffect.define<{ readonly words: string; readonly why: string } | null>();

interface Foot {
  readonly saving: Saving;
  readonly rescued: { readonly words: string; readonly why: string } | null;
  /** Changes made while nothing could be sent: what "waiting" counts. */
  readonly offlineChanges: number;
}

export const footField = StateField.define<Foot>({
  create: () => ({ saving: "opening", rescued: null, offlineChanges: 0 }),
  update(foot, tr) {
    for (const effect of tr.effects) {
      if (effect.is(setSaving)) foot = { ...foot, saving: effect.value };
      else if (effect.is(setRescued)) foot = { ...foot, rescued: effect.value };
    }
    const sync = tr.state.field(syncField);
    if (!unconfirmed(sync)) return foot.offlineChanges ? { ...foot, offlineChanges: 0 } : foot;
    return tr.docChanged && sync !== tr.startState.field(syncField) ? { ...foot, offlineChanges: foot.offlineChanges + 1 } : foot;
  },
  provide: (self) => [
    showPanel.from(self, () => footer),
    showPanel.from(self, (foot) => (foot.rescued ? rescue : null)),
  ],
});

/** Counting a long text takes as long as a frame: seldom enough not to be felt while typing. */
const COUNT_EVERY_MS = 1500;
const SELECTION_COUNTED_MS = 200;

function set(node: HTMLElement, words: string): void {
  if (node.textContent !== words) node.textContent = words;
}

function footer(view: EditorView): Panel {
  const dom = element("div", "cv-foot");
  const outline = action("cv-foot-outline cv-icon", "☰", () => toggleOutline(view));
  outline.setAttribute("aria-label", i18n.t("Outline"));
  outline.title = i18n.t("Outline (Alt-Shift-O)");
  const count = action("cv-foot-count", "", () => toggleWritingMenu(view, count, () => tally(true)));
  count.title = i18n.t("Counts, target and how you write");
  count.setAttribute("aria-haspopup", "dialog");
  count.setAttribute("aria-expanded", "false");
  const words = element("span", "");
  const meter = element("span", "cv-meter");
  count.append(words, meter);
  const saved = element("span", "cv-foot-saved");
  const version = element("span", "cv-foot-version");
  const modes = element("span", "cv-modes");
  modes.setAttribute("role", "radiogroup");
  modes.setAttribute("aria-label", i18n.t("View"));
  const choices = (["live", "source", "read"] as const).map((mode) => {
    const label = { live: i18n.t("Write"), source: i18n.t("Source"), read: i18n.t("Read") }[mode];
    const made = action("cv-mode", label, () => view.dispatch({ effects: setMode.of(mode) }));
    made.setAttribute("role", "radio");
    made.addEventListener("keydown", (event) => turn(event, view, mode));
    modes.append(made);
    return [mode, made] as const;
  });
  const find = action("cv-foot-find", i18n.t("Find"), () => openSearch(view));
  find.title = i18n.t("Ctrl-F");
  const authors = action("cv-foot-authors", i18n.t("Authors"), () => view.dispatch({ effects: showAuthors.of(!view.state.field(authorsField)) }));
  dom.append(outline, saved, count, version, element("span", "cv-foot-space"), find, authors, modes);

  let counted: Text | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tally = (anew: boolean) => {
    timer = undefined;
    const { doc, selection } = view.state;
    if (!anew && counted === doc) return;
    counted = doc;
    const all = countIn(doc);
    const target = targetOf(view.state.facet(pageFacet)?.props.canvas.id ?? "");
    const { from, to } = selection.main;
    const number = (amount: number) => amount.toLocaleString();
    if (from < to) set(words, i18n.t("{some} of {all} words", { some: number(countIn(doc, from, to).words), all: number(all.words) }));
    else if (target) set(words, `${number(all[target.unit])} / ${number(target.amount)}`);
    else set(words, all.words === 1 ? i18n.t("1 word") : i18n.t("{words} words", { words: number(all.words) }));
    meter.hidden = !target;
    if (target) meter.style.setProperty("--done", String(progress(all, target)));
    meter.classList.toggle("cv-meter-full", target !== null && progress(all, target) >= 1);
  };
  const write = () => {
    const { state } = view;
    const foot = state.field(footField);
    set(saved, savingWords(foot));
    saved.dataset["state"] = foot.saving;
    const sync = state.field(syncField);
    set(version, sync.version > 0 ? i18n.t("Version {version}", { version: sync.version }) : "");
    const isCode = state.facet(pageFacet)?.props.canvas.kind === "code";
    modes.hidden = isCode;
    const { mode } = state.field(lookField);
    for (const [each, button] of choices) {
      button.setAttribute("aria-checked", String(each === mode));
      button.tabIndex = each === mode ? 0 : -1;
    }
    authors.setAttribute("aria-pressed", String(state.field(authorsField)));
    outline.setAttribute("aria-pressed", String(state.field(writingField).outline));
    if (counted !== state.doc) {
      // The first text is counted at once: "0 words" over a full page would be a lie for a second and a half.
      if (!counted?.length && state.doc.length > 0) tally(false);
      else timer ??= setTimeout(() => tally(true), COUNT_EVERY_MS);
    }
  };
  write();
  tally(false);
  return {
    dom,
    update(update: ViewUpdate) {
      if (update.transactions.length > 0) write();
      const { from, to } = update.state.selection.main;
      const before = update.startState.selection.main;
      if (update.selectionSet && (from < to || before.from < before.to)) timer ??= setTimeout(() => tally(true), SELECTION_COUNTED_MS);
    },
    destroy: () => clearTimeout(timer),
  };
}

function turn(event: KeyboardEvent, view: EditorView, mode: ViewMode): void {
  const all: readonly ViewMode[] = ["live", "source", "read"];
  const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const index = (all.indexOf(mode) + step + all.length) % all.length;
  view.dispatch({ effects: setMode.of(all[index]!) });
  const sibling = (event.currentTarget as HTMLElement).parentElement?.children[index];
  if (sibling instanceof HTMLElement) sibling.focus();
}

function savingWords(foot: Foot): string {
  switch (foot.saving) {
    case "opening":
      return i18n.t("Opening…");
    case "saved":
      return i18n.t("Saved");
    case "saving":
      return i18n.t("Saving…");
    case "read":
      return i18n.t("Read only");
    case "offline":
      if (foot.offlineChanges === 0) return i18n.t("Offline");
      return foot.offlineChanges === 1
        ? i18n.t("Offline: 1 change waiting")
        : i18n.t("Offline: {count} changes waiting", { count: foot.offlineChanges });
  }
}

/** Words that are not on the server: what happened, what was kept, and what the person can do. */
function rescue(view: EditorView): Panel {
  const dom = element("div", "cv-rescue");
  dom.setAttribute("role", "alert");
  const { words, why } = view.state.field(footField).rescued ?? { words: "", why: "" };
  const close = () => view.dispatch({ effects: setRescued.of(null) });
  const copy = action("cv-primary", i18n.t("Copy"), () => {
    void navigator.clipboard.writeText(words).then(() => (copy.textContent = i18n.t("Copied")));
  });
  const back = action("", i18n.t("Put in at the caret"), () => {
    if (view.state.readOnly) return;
    view.dispatch({ ...view.state.replaceSelection(Text.of(words.split("\n"))), userEvent: "input", effects: setRescued.of(null) });
    view.focus();
  });
  const row = element("div", "cv-rescue-do");
  row.append(copy, back, action("", i18n.t("Leave them out"), close));
  dom.append(
    element("p", "cv-rescue-why", `${why} ${i18n.t("What you wrote is kept here:")}`),
    element("pre", "cv-rescue-words", words),
    row,
  );
  return { dom, top: true };
}

export function footers(): Extension {
  return footField;
}
