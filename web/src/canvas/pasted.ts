/**
 * HTML from a clipboard as Markdown: from Word, Google Docs, spreadsheets and web pages. Pure but for the DOM parser.
 *
 * The HTML is parsed into a document of its own that runs no script and loads nothing. Only structure is taken over:
 * headings, lists, tables, quotes, code, links, emphasis. Styles count only where an editor says with them what others
 * say with elements (Google Docs: bold; Word: list items).
 */

import { renderTable } from "./tableModel";

interface Marks {
  readonly bold: boolean;
  readonly italic: boolean;
  readonly strike: boolean;
}

const PLAIN: Marks = { bold: false, italic: false, strike: false };
const BLOCKS = new Set(
  "ADDRESS ARTICLE ASIDE BLOCKQUOTE DD DETAILS DIV DL DT FIGCAPTION FIGURE FOOTER FORM H1 H2 H3 H4 H5 H6 HEADER HR LI MAIN NAV OL P PRE SECTION TABLE TBODY TD TFOOT TH THEAD TR UL".split(" "),
);
const DROPPED = new Set("SCRIPT STYLE NOSCRIPT TEMPLATE HEAD META LINK TITLE IFRAME OBJECT EMBED SVG MATH BUTTON INPUT SELECT TEXTAREA VIDEO AUDIO CANVAS".split(" "));

/** Signs that would be Markdown where they stand for themselves. */
function escape(words: string): string {
  return words.replace(/[\\`*_[\]<]/g, (sign) => `\\${sign}`).replace(/(?<=\w)\\_(?=\w)/g, "_").replace(/~~/g, "\\~~");
}

/** Signs that would be Markdown only at the beginning of a line. */
function escapeStart(line: string): string {
  return line.replace(/^(\s*)([-+>]|#{1,6})(?=\s)/, "$1\\$2").replace(/^(\s*\d{1,9})([.)])(?=\s)/, "$1\\$2");
}

function address(link: string): string | null {
  const found = link.trim();
  if (!/^(?:https?:|mailto:|tel:)/i.test(found)) return null;
  return found.replace(/[\s()<>]/g, (sign) => encodeURIComponent(sign).replace(/[()]/g, (each) => `%${each.charCodeAt(0).toString(16)}`));
}

function marksOf(element: HTMLElement, outer: Marks): Marks {
  const { style, tagName } = element;
  const weight = style.fontWeight;
  let { bold, italic, strike } = outer;
  if (/^(?:B|STRONG)$/.test(tagName)) bold = true;
  if (/^(?:I|EM|CITE|DFN)$/.test(tagName)) italic = true;
  if (/^(?:S|DEL|STRIKE)$/.test(tagName)) strike = true;
  if (weight === "bold" || weight === "bolder" || Number(weight) >= 600) bold = true;
  else if (weight === "normal" || (weight !== "" && Number(weight) < 600)) bold = false;
  if (style.fontStyle === "italic") italic = true;
  else if (style.fontStyle === "normal") italic = false;
  if (/line-through/.test(style.textDecoration || style.getPropertyValue("text-decoration-line"))) strike = true;
  return { bold, italic, strike };
}

/** A run of words with one look; joined and written out at the end, so that `<b>a</b><b>b</b>` is one. */
interface Run {
  readonly words: string;
  readonly marks: Marks;
  /** Already Markdown: a link, code or picture. */
  readonly raw?: boolean;
}

function same(one: Marks, two: Marks): boolean {
  return one.bold === two.bold && one.italic === two.italic && one.strike === two.strike;
}

function written(runs: readonly Run[]): string {
  const joined: { words: string; marks: Marks }[] = [];
  for (const { words, marks, raw } of runs) {
    const next = raw ? words : escape(words);
    const last = joined.at(-1);
    if (last && (same(last.marks, marks) || !next.trim())) last.words += next;
    else joined.push({ words: next, marks });
  }
  return joined
    .map(({ words, marks }) => {
      const body = words.trim();
      const sign = `${marks.strike ? "~~" : ""}${marks.bold ? "**" : ""}${marks.italic ? "*" : ""}`;
      if (!body || !sign) return words;
      const back = [...sign].reverse().join("");
      // Blanks stay outside: `** a**` is no emphasis. A new line inside would end it.
      const lead = words.slice(0, words.length - words.trimStart().length);
      return lead + body.split("\n").map((line) => (line.trim() ? sign + line.trim() + back : "")).join("\n") + words.slice(words.trimEnd().length);
    })
    .join("")
    .replace(/[ \t]+/g, " ")
    .replace(/ ?\n ?/g, "\n");
}

class Writer {
  private readonly out: string[] = [];
  private runs: Run[] = [];

  /** The Markdown of everything in `parent`. */
  static of(parent: Node): string {
    const writer = new Writer();
    writer.children(parent, PLAIN);
    writer.flush();
    return writer.out.join("\n\n");
  }

  /** The words of an element on one line or, where it has breaks, several. */
  static inline(element: HTMLElement, marks: Marks): string {
    const writer = new Writer();
    writer.children(element, marks);
    if (writer.out.length === 0) return written(writer.runs);
    writer.flush();
    return writer.out.join("\n");
  }

  private children(parent: Node, marks: Marks): void {
    for (let node = parent.firstChild; node; node = node.nextSibling) this.node(node, marks);
  }

  private flush(): void {
    const words = written(this.runs).trim();
    this.runs = [];
    // A blank of fixed width alone is how editors write an empty line.
    if (words.replace(/\u00a0/g, "").trim()) this.out.push(words.split("\n").map(escapeStart).join("\\\n"));
  }

  private block(words: string): void {
    this.flush();
    if (words.trim()) this.out.push(words);
  }

  private node(node: Node, marks: Marks): void {
    if (node.nodeType === Node.TEXT_NODE) {
      const words = (node.textContent ?? "").replace(/[ \t\r\n\f]+/g, " ");
      if (words !== " " || this.runs.length > 0) this.runs.push({ words, marks });
      return;
    }
    if (node.nodeType !== Node.ELEMENT_NODE) return;
    const element = node as HTMLElement;
    const tag = element.tagName.toUpperCase();
    if (DROPPED.has(tag) || tag.includes(":") || element.hidden || element.style?.display === "none") return;
    if (/mso-list:\s*Ignore/i.test(element.getAttribute("style") ?? "")) return;
    if (BLOCKS.has(tag)) this.element(element, tag, marks);
    else this.inline(element, tag, marks);
  }

  private inline(element: HTMLElement, tag: string, marks: Marks): void {
    const inner = marksOf(element, marks);
    switch (tag) {
      case "BR":
        this.runs.push({ words: "\n", marks, raw: true });
        return;
      case "CODE":
      case "KBD":
      case "SAMP":
      case "TT":
        if (element.textContent?.trim()) this.runs.push({ words: asCode(element.textContent.trim()), marks, raw: true });
        return;
      case "IMG": {
        const source = address(element.getAttribute("src") ?? "");
        const alt = escape(element.getAttribute("alt") ?? "");
        if (source && !/^data:/.test(source)) this.runs.push({ words: `![${alt}](${source})`, marks: PLAIN, raw: true });
        return;
      }
      case "A": {
        const link = address(element.getAttribute("href") ?? "");
        const words = Writer.inline(element, inner);
        if (link && words.trim() && !element.querySelector("p, div, h1, h2, h3, ul, ol, table")) {
          this.runs.push({ words: `[${words.trim()}](${link})`, marks: PLAIN, raw: true });
          return;
        }
      }
    }
    this.children(element, inner);
  }

  private element(element: HTMLElement, tag: string, marks: Marks): void {
    const heading = /^H([1-6])$/.exec(tag)?.[1] ?? wordHeading(element);
    if (heading) {
      // A heading is bold by itself.
      const words = Writer.inline(element, PLAIN).replace(/\n/g, " ").replace(/\*\*/g, "").trim();
      return this.block(words && `${"#".repeat(Number(heading))} ${words}`);
    }
    switch (tag) {
      case "UL":
      case "OL":
        return this.block(list(element, 0));
      case "BLOCKQUOTE":
        return this.block(quoted(Writer.of(element)));
      case "PRE":
        return this.block(fence(element));
      case "HR":
        return this.block("---");
      case "TABLE":
        return this.block(table(element as HTMLTableElement));
    }
    if (/mso-list:\s*l\d/i.test(element.getAttribute("style") ?? "")) return this.wordItem(element);
    this.flush();
    this.children(element, marksOf(element, marks));
    this.flush();
  }

  /** Word has no lists: an item is a paragraph that says its level and brings its own bullet. */
  private wordItem(element: HTMLElement): void {
    this.flush();
    const level = Number(/level(\d)/i.exec(element.getAttribute("style") ?? "")?.[1] ?? 1);
    const bullet = [...element.querySelectorAll<HTMLElement>("[style]")].find((each) => /mso-list:\s*Ignore/i.test(each.getAttribute("style") ?? ""));
    const mark = /^\(?(?:\d+|[a-z]|[ivx]+)[.)]/i.test(bullet?.textContent?.trim() ?? "") ? "1." : "-";
    const item = `${"   ".repeat(level - 1)}${mark} ${Writer.inline(element, PLAIN).trim()}`;
    const last = this.out.at(-1);
    if (last !== undefined && /^ *(?:-|\d+\.) /.test(last.split("\n").at(-1)!)) this.out[this.out.length - 1] = `${last}\n${numbered(last, item)}`;
    else this.out.push(item);
  }
}

/** The number after that of the item above, where both are of one level. */
function numbered(above: string, item: string): string {
  const lead = /^( *)1\. /.exec(item)?.[1];
  if (lead === undefined) return item;
  const before = above.split("\n").findLast((line) => line.startsWith(lead) && !line.startsWith(`${lead} `));
  const number = /^ *(\d+)\. /.exec(before ?? "")?.[1];
  return number ? item.replace("1. ", `${Number(number) + 1}. `) : item;
}

function wordHeading(element: HTMLElement): string | null {
  const level = /^MsoHeading(\d)$/.exec(element.className)?.[1] ?? /mso-outline-level:\s*(\d)/.exec(element.getAttribute("style") ?? "")?.[1];
  if (level) return level;
  return element.className === "MsoTitle" ? "1" : null;
}

function asCode(words: string): string {
  const longest = Math.max(0, ...(words.match(/`+/g) ?? []).map((run) => run.length));
  const mark = "`".repeat(longest + 1);
  return longest > 0 ? `${mark} ${words} ${mark}` : mark + words.replace(/\s+/g, " ") + mark;
}

function fence(element: HTMLElement): string {
  const words = (element.textContent ?? "").replace(/\r\n?/g, "\n").replace(/^\n|\n+$/g, "");
  const longest = Math.max(2, ...(words.match(/`+/g) ?? []).map((run) => run.length));
  const mark = "`".repeat(longest + 1);
  const named = /(?:lang(?:uage)?|highlight-source)-([\w+#-]+)/.exec(`${element.className} ${element.querySelector("code")?.className ?? ""}`)?.[1] ?? "";
  return `${mark}${named}\n${words}\n${mark}`;
}

function quoted(words: string): string {
  return words.split("\n").map((line) => (line ? `> ${line}` : ">")).join("\n");
}

function list(element: HTMLElement, depth: number): string {
  const ordered = element.tagName === "OL";
  const start = Number(element.getAttribute("start") ?? 1) || 1;
  const lines: string[] = [];
  let number = start;
  let width = 2;
  for (const child of element.children) {
    // Google Docs puts the inner list beside the item it belongs to.
    if (/^(?:UL|OL)$/.test(child.tagName)) {
      const inner = list(child as HTMLElement, depth + 1);
      lines.push(inner.split("\n").map((line) => (line ? " ".repeat(lines.length > 0 ? width : 0) + line : line)).join("\n"));
      continue;
    }
    if (child.tagName !== "LI") continue;
    const mark = ordered ? `${number++}. ` : "- ";
    width = mark.length;
    const words = item(child as HTMLElement);
    lines.push(mark + words.split("\n").map((line, index) => (index > 0 && line ? " ".repeat(width) + line : line)).join("\n"));
  }
  return lines.join("\n");
}

function item(element: HTMLElement): string {
  const box = element.querySelector<HTMLInputElement>(":scope > input[type=checkbox], :scope > p > input[type=checkbox], :scope > label > input[type=checkbox]");
  const role = element.getAttribute("role") === "checkbox" ? element.getAttribute("aria-checked") : null;
  const mark = box ? `[${box.hasAttribute("checked") ? "x" : " "}] ` : role ? `[${role === "true" ? "x" : " "}] ` : "";
  const parts = Writer.of(element).split("\n\n");
  // The words of an item and the list in it belong together; two paragraphs stay apart.
  const joined = parts.reduce((all, part) => (all === "" ? part : `${all}${/^(?:[-*]|\d+[.)]) /.test(part) ? "\n" : "\n\n"}${part}`), "");
  return mark + joined;
}

function table(element: HTMLTableElement): string {
  const grid: string[][] = [];
  for (const row of element.querySelectorAll("tr")) {
    if (row.closest("table") !== element) continue;
    const cells: string[] = [];
    for (const cell of row.querySelectorAll<HTMLTableCellElement>(":scope > td, :scope > th")) {
      cells.push(Writer.inline(cell, PLAIN).trim().replace(/\\?\n+/g, "\n").replace(/^\*\*([^*]+)\*\*$/, grid.length === 0 ? "$1" : "**$1**"));
      for (let more = 1; more < Math.min(cell.colSpan || 1, 50); more++) cells.push("");
    }
    grid.push(cells);
  }
  const filled = grid.filter((row) => row.length > 0);
  if (filled.length === 0) return "";
  // One cell is no table: layout of a page or a mail.
  if (filled.every((row) => row.length === 1)) return filled.map((row) => row[0]!).join("\n\n");
  return renderTable(filled);
}

/** The grid of the first table of some HTML, as plain words; null when it has none. */
export function gridOf(html: string): string[][] | null {
  const found = new DOMParser().parseFromString(html, "text/html").querySelector("table");
  if (!found) return null;
  const grid = [...found.rows].map((row) => [...row.cells].map((cell) => (cell.textContent ?? "").replace(/\s+/g, " ").trim()));
  return grid.some((row) => row.length > 0) ? grid.filter((row) => row.length > 0) : null;
}

/** Some HTML as Markdown; "" when there are no words in it. */
export function toMarkdown(html: string): string {
  const { body } = new DOMParser().parseFromString(html, "text/html");
  return Writer.of(body).replace(/\u00a0/g, " ").replace(/\n{3,}/g, "\n\n").trim();
}

/** Whether the HTML says more than the plain words beside it. */
export function hasStructure(html: string): boolean {
  const { body } = new DOMParser().parseFromString(html, "text/html");
  if (body.querySelector("h1,h2,h3,h4,h5,h6,ul,ol,table,blockquote,pre,code,a[href],b,strong,i,em,s,del,hr,img,p + p")) return true;
  return [...body.querySelectorAll<HTMLElement>("[style]")].some(({ style }) => Number(style.fontWeight) >= 600 || style.fontWeight === "bold" || style.fontStyle === "italic");
}

