/**
 * What the "/" menu offers and what each entry puts into the text: plain Markdown, decided here and drawn elsewhere.
 *
 * `prefix` entries turn the line the caret is in; `block` entries stand on lines of their own, with the blank lines
 * Markdown needs around them; `inline` entries go where the caret is. "‸" in the words is where the caret ends up.
 */

import type { Text } from "@codemirror/state";
import { i18n } from "../i18n";

export interface SlashItem {
  readonly id: string;
  readonly label: string;
  /** The Markdown it stands for, as a reminder. */
  readonly hint: string;
  /** Other words that find it. */
  readonly also: string;
  readonly kind: "prefix" | "block" | "inline";
  readonly words: string;
}

const CARET = "‸";

export function slashItems(today: Date): readonly SlashItem[] {
  const date = new Intl.DateTimeFormat(document.documentElement.lang || "en", { dateStyle: "long" }).format(today);
  const prefix = (id: string, label: string, words: string, also: string): SlashItem => ({ id, label, hint: words.trim(), also, kind: "prefix", words });
  const block = (id: string, label: string, hint: string, words: string, also: string): SlashItem => ({ id, label, hint, also, kind: "block", words });
  return [
    prefix("h1", i18n.t("Heading 1"), "# ", "h1 title"),
    prefix("h2", i18n.t("Heading 2"), "## ", "h2 subtitle"),
    prefix("h3", i18n.t("Heading 3"), "### ", "h3"),
    prefix("text", i18n.t("Plain paragraph"), "", "text normal paragraph"),
    prefix("bullets", i18n.t("Bulleted list"), "- ", "ul unordered bullet"),
    prefix("numbers", i18n.t("Numbered list"), "1. ", "ol ordered"),
    prefix("tasks", i18n.t("Task list"), "- [ ] ", "todo check checkbox"),
    prefix("quote", i18n.t("Quote"), "> ", "blockquote citation"),
    block("code", i18n.t("Code"), "```", "```" + CARET + "\n\n```", "fence pre snippet"),
    block("table", i18n.t("Table"), "| |", `| ${CARET} |  |  |\n| --- | --- | --- |\n|  |  |  |\n|  |  |  |`, "grid columns rows"),
    block("image", i18n.t("Image"), "![]()", `![${CARET}]()`, "picture photo upload figure"),
    block("math", i18n.t("Math"), "$$", `$$\n${CARET}\n$$`, "formula equation latex tex katex"),
    block("diagram", i18n.t("Diagram"), "mermaid", "```mermaid\nflowchart LR\n  A[Start] --> B[" + CARET + "Next]\n```", "mermaid flowchart chart graph"),
    block("divider", i18n.t("Divider"), "---", `---\n\n${CARET}`, "rule line hr separator"),
    block("callout", i18n.t("Callout"), "> [!NOTE]", `> [!NOTE]\n> ${CARET}`, "note tip warning admonition"),
    { id: "footnote", label: i18n.t("Footnote"), hint: "[^1]", also: "note reference citation", kind: "inline", words: "" },
    { id: "date", label: i18n.t("Date today"), hint: date, also: "date today now", kind: "inline", words: date + CARET },
  ];
}

function fold(words: string): string {
  return words.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

/** Items that `typed` means, the best first: what begins with it, then what has a word that does, then what holds it. */
export function matching(items: readonly SlashItem[], typed: string): SlashItem[] {
  const wanted = fold(typed.trim());
  if (!wanted) return [...items];
  const rank = (item: SlashItem) => {
    const label = fold(item.label);
    const all = `${label} ${fold(item.also)}`;
    if (label.startsWith(wanted) || item.id === wanted) return 0;
    if (all.split(" ").some((word) => word.startsWith(wanted))) return 1;
    return all.includes(wanted) ? 2 : 3;
  };
  const ranked = items.map((item) => ({ item, rank: rank(item) })).filter((each) => each.rank < 3);
  return ranked.sort((a, b) => a.rank - b.rank).map((each) => each.item);
}

/** A heading's, item's or quote's own marks at the start of a line. */
const MARKS = /^([ \t]*)(?:#{1,6}[ \t]+|(?:[-*+]|\d{1,9}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?|>[ \t]?)?/;

export interface Plan {
  readonly changes: readonly { readonly from: number; readonly to: number; readonly insert: string }[];
  readonly caret: number;
}

/** What choosing `item` does to the text, where "/typed" stands at [from, to). */
export function plan(text: Text, from: number, to: number, item: SlashItem): Plan {
  if (item.id === "footnote") return footnote(text, from, to);
  const line = text.lineAt(from);
  const caretAt = item.words.indexOf(CARET);
  const words = item.words.replace(CARET, "");
  if (item.kind === "inline") {
    return { changes: [{ from, to, insert: words }], caret: from + (caretAt < 0 ? words.length : caretAt) };
  }
  const rest = (line.text.slice(0, from - line.from) + line.text.slice(to - line.from)).trim();
  if (item.kind === "prefix") {
    const marks = MARKS.exec(line.text)!;
    const end = Math.min(line.from + marks[0].length, from);
    const insert = marks[1]! + words;
    const after = [{ from: line.from, to: end, insert }, { from, to, insert: "" }];
    return { changes: after, caret: from + insert.length - (end - line.from) };
  }
  const cut = /^[ \t]*(?:[-*+>]|\d{1,9}[.)])?[ \t]*$/.test(rest) ? line.from : null;
  const next = line.number < text.lines ? text.line(line.number + 1).text.trim() : "";
  const tail = next ? "\n" : "";
  if (cut !== null) {
    const above = line.number > 1 ? text.line(line.number - 1).text.trim() : "";
    const lead = above ? "\n" : "";
    const caret = line.from + lead.length + (caretAt < 0 ? words.length : caretAt);
    return { changes: [{ from: line.from, to: line.to, insert: lead + words + tail }], caret };
  }
  const blank = from > line.from && /\s$/.test(text.sliceString(line.from, from)) && to === line.to ? 1 : 0;
  const changes = [
    { from: from - blank, to, insert: "" },
    { from: line.to, to: line.to, insert: `\n\n${words}${tail}` },
  ];
  const caret = line.to - (to - from) - blank + 2 + (caretAt < 0 ? words.length : caretAt);
  return { changes, caret };
}

/** A mark here and the note at the end of the text, with the lowest number that is free. */
function footnote(text: Text, from: number, to: number): Plan {
  const all = text.toString();
  const taken = new Set([...all.matchAll(/\[\^(\d{1,6})\]/g)].map((found) => Number(found[1])));
  let number = 1;
  while (taken.has(number)) number++;
  const mark = `[^${number}]`;
  const notes = /\n\[\^[^\]\n]+\]:[^\n]*\s*$/.test(all);
  const ended = /\n\s*$/.test(all);
  const lead = notes ? (ended ? "" : "\n") : ended ? "\n" : "\n\n";
  const insert = `${lead}${mark}: `;
  const blank = from > 0 && /[ \t]/.test(text.sliceString(from - 1, from)) ? 1 : 0;
  if (to === text.length) return { changes: [{ from: from - blank, to, insert: `${mark}\n\n${mark}: ` }], caret: from - blank + 2 * mark.length + 4 };
  return {
    changes: [{ from: from - blank, to, insert: mark }, { from: text.length, to: text.length, insert }],
    caret: text.length - (to - from) - blank + mark.length + insert.length,
  };
}
