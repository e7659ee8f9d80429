/**
 * The small menu over the footer: what is counted, the target, and how one likes to write. Plain DOM; opens over the
 * text and moves nothing.
 */

import type { EditorView } from "@codemirror/view";
import { i18n } from "../i18n";
import { count, keepTarget, parseTarget, progress, readingMinutes, targetOf } from "./counting";
import { toggleOutline } from "./outlinePanel";
import { action } from "./suggestions";
import { pageFacet } from "./view";
import { element } from "./widgets";
import { setWriting, type Writing, writingField } from "./writing";

function line(label: string, words: string): HTMLElement {
  const row = element("div", "cv-menu-line");
  row.append(element("span", "cv-menu-name", label), element("span", "cv-menu-value", words));
  return row;
}

function numbers(view: EditorView): HTMLElement {
  const { doc, selection } = view.state;
  const part = element("div", "cv-menu-part");
  const all = count(doc);
  part.append(
    line(i18n.t("Words"), all.words.toLocaleString()),
    line(i18n.t("Characters"), all.characters.toLocaleString()),
    line(i18n.t("Time to read"), i18n.t("{minutes} min", { minutes: readingMinutes(all.words) })),
  );
  if (!selection.main.empty) {
    const some = count(doc, selection.main.from, selection.main.to);
    const words = i18n.t("{words} words, {characters} characters", { words: some.words.toLocaleString(), characters: some.characters.toLocaleString() });
    part.append(line(i18n.t("Selected"), words));
  }
  return part;
}

function target(view: EditorView, changed: () => void): HTMLElement {
  const id = view.state.facet(pageFacet)?.props.canvas.id ?? "";
  const part = element("div", "cv-menu-part");
  const row = element("label", "cv-menu-line");
  const now = targetOf(id);
  const field = element("input", "cv-menu-number") as HTMLInputElement;
  field.type = "number";
  field.min = "0";
  field.max = "10000000";
  field.value = now ? String(now.amount) : "";
  field.placeholder = i18n.t("none");
  const unit = element("select", "cv-menu-unit") as HTMLSelectElement;
  unit.setAttribute("aria-label", i18n.t("Target counts"));
  for (const [value, label] of [["words", i18n.t("words")], ["characters", i18n.t("characters")]] as const) {
    const option = element("option", "", label) as HTMLOptionElement;
    option.value = value;
    option.selected = (now?.unit ?? "words") === value;
    unit.append(option);
  }
  const bar = element("progress", "cv-progress") as HTMLProgressElement;
  bar.setAttribute("aria-label", i18n.t("Progress to the target"));
  const draw = () => {
    const wanted = targetOf(id);
    bar.hidden = !wanted;
    if (wanted) bar.value = progress(count(view.state.doc), wanted);
  };
  const keep = () => {
    keepTarget(id, parseTarget(`${field.value} ${unit.value}`));
    draw();
    changed();
  };
  field.addEventListener("input", keep);
  unit.addEventListener("change", keep);
  draw();
  row.append(element("span", "cv-menu-name", i18n.t("Target")), field);
  const whole = element("div", "cv-menu-line");
  row.classList.add("cv-menu-grow");
  whole.append(row, unit);
  part.append(whole, bar);
  return part;
}

function choices(view: EditorView): HTMLElement {
  const part = element("div", "cv-menu-part");
  const draw = () => {
    const writing = view.state.field(writingField);
    const put = (change: Partial<Writing>) => {
      view.dispatch({ effects: setWriting.of(change) });
      draw();
    };
    const toggle = (label: string, keys: string, on: boolean, run: () => void) => {
      const made = action("cv-menu-toggle", label, run);
      made.setAttribute("role", "switch");
      made.setAttribute("aria-checked", String(on));
      if (keys) made.append(element("kbd", "", keys));
      return made;
    };
    const focused = [...part.children].indexOf(document.activeElement as Element);
    const document_ = view.state.facet(pageFacet)?.props.canvas.kind === "document";
    part.replaceChildren(
      toggle(i18n.t("Outline"), "Alt ⇧ O", writing.outline, () => {
        toggleOutline(view);
        draw();
      }),
    );
    if (document_) {
      part.append(
        toggle(i18n.t("Dim other paragraphs"), "Alt ⇧ F", writing.focus === "paragraph", () => put({ focus: writing.focus === "paragraph" ? "off" : "paragraph" })),
        toggle(i18n.t("Dim other sentences"), "", writing.focus === "sentence", () => put({ focus: writing.focus === "sentence" ? "off" : "sentence" })),
        toggle(i18n.t("Spelling"), "", writing.spelling, () => put({ spelling: !writing.spelling })),
      );
    }
    part.append(toggle(i18n.t("Typewriter scrolling"), "Alt ⇧ T", writing.typewriter, () => put({ typewriter: !writing.typewriter })));
    if (focused >= 0) (part.children[focused] as HTMLElement | undefined)?.focus();
  };
  draw();
  return part;
}

/** Open the menu over `anchor`, or close it; `changed` is told when the target is another. */
export function toggleWritingMenu(view: EditorView, anchor: HTMLElement, changed: () => void): void {
  const open = view.dom.querySelector<HTMLElement>(".cv-writing-menu");
  if (open) {
    open.dispatchEvent(new Event("close"));
    return;
  }
  const menu = element("div", "cv-float cv-writing-menu");
  menu.setAttribute("role", "dialog");
  menu.setAttribute("aria-label", i18n.t("Counting and writing"));
  menu.append(numbers(view), target(view, changed), choices(view));
  const close = () => {
    menu.remove();
    anchor.setAttribute("aria-expanded", "false");
    document.removeEventListener("pointerdown", outside, true);
  };
  const outside = (event: Event) => {
    if (event.target instanceof Node && !menu.contains(event.target) && !anchor.contains(event.target)) close();
  };
  menu.addEventListener("close", close);
  menu.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.key !== "Escape") return;
    close();
    anchor.focus();
  });
  document.addEventListener("pointerdown", outside, true);
  view.dom.append(menu);
  const left = anchor.getBoundingClientRect().left - view.dom.getBoundingClientRect().left;
  menu.style.left = `${Math.max(8, Math.min(left, view.dom.clientWidth - menu.offsetWidth - 8))}px`;
  anchor.setAttribute("aria-expanded", "true");
  menu.querySelector<HTMLElement>("input, button")?.focus({ preventScroll: true });
}
