/**
 * Markdown of a chat answer to safe HTML, block by block.
 *
 * A streamed answer grows at its end: all blocks but the last keep their text, so each block is rendered once and kept
 * (rendering the whole answer for every word costs a minute of CPU for 20 KB). HTML in an answer is shown as text, and
 * what is made is sanitised all the same. Nothing from another host is loaded: pictures become links.
 */
import DOMPurify from "dompurify";
import { Marked, type Token } from "marked";
import { storedPicture } from "../canvas/pictureAddress";
import { i18n } from "../i18n";

/** What a conversation keeps is shown; nothing from elsewhere is. */
const FILES = "/api/files/file_";

const escape = (text: string) =>
  text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");

const marked = new Marked({
  gfm: true,
  breaks: false,
  renderer: {
    html: ({ text }) => escape(text),
    image({ href, text }) {
      const stored = storedPicture(href, undefined);
      if (stored?.startsWith(FILES)) return `<img src="${stored}" alt="${escape(text)}" loading="lazy">`;
      return `<a href="${escape(href)}">${escape(text || href)}</a>`;
    },
    code({ text, lang }) {
      const name = (lang ?? "").trim().split(/\s/)[0] ?? "";
      return `<figure class="code"><figcaption>${escape(name)}<button type="button">${escape(i18n.t("Copy"))}</button></figcaption><pre tabindex="0"><code>${escape(text)}</code></pre></figure>`;
    },
  },
});

const ALLOWED = {
  ALLOWED_TAGS:
    "p br hr strong em del code pre blockquote ul ol li h1 h2 h3 h4 h5 h6 a table thead tbody tr th td input img figure figcaption button".split(
      " ",
    ),
  ALLOWED_ATTR: ["src", "alt", "loading", "href", "title", "class", "align", "start", "type", "checked", "disabled", "tabindex", "rel", "target"],
  ALLOWED_URI_REGEXP: /^(?:https?:|mailto:|#|\/api\/files\/file_[0-9a-z]{20}$)/i,
  // Values of other attributes are read as addresses unless they are named here.
  ADD_URI_SAFE_ATTR: ["alt", "loading", "align", "start", "type", "checked", "disabled", "tabindex"],
  ALLOW_DATA_ATTR: false,
};

let purify: ReturnType<typeof DOMPurify> | null = null;

/** Made at first use, so that tests can bring a document of their own. */
function sanitiser() {
  if (purify) return purify;
  purify = DOMPurify(window);
  purify.addHook("afterSanitizeAttributes", (node) => {
    if (node.tagName === "A") {
      node.setAttribute("rel", "noopener noreferrer nofollow");
      node.setAttribute("target", "_blank");
    }
    if (node.tagName === "IMG" && !node.getAttribute("src")?.startsWith(FILES)) node.remove();
    if (node.tagName === "INPUT" && node.getAttribute("type") !== "checkbox") node.remove();
    // The one that copies code is ours; an answer brings none.
    if (node.tagName === "BUTTON" && node.parentElement?.tagName !== "FIGCAPTION") node.remove();
    const known = node.getAttribute("class");
    if (known !== null && known !== "code") node.removeAttribute("class");
  });
  return purify;
}

/** The blocks of `text`; joined they are `text`. Only the last can change when text is added at the end. */
export function splitBlocks(text: string): string[] {
  const blocks: string[] = [];
  // References at the end of a text would change blocks before it; answers in chat do without them.
  const tokens: Token[] = marked.lexer(text);
  for (const token of tokens) {
    if (token.type === "space" && blocks.length > 0) blocks[blocks.length - 1] += token.raw;
    else blocks.push(token.raw);
  }
  return blocks;
}

/** Splits a text that grows, looking again only at its open end. */
export class GrowingBlocks {
  private text = "";
  private blocks: string[] = [];

  update(raw: string): readonly string[] {
    const text = raw.replace(/\r\n?/g, "\n");
    if (text === this.text) return this.blocks;
    // Two blocks stay open: a list or a paragraph may still take in what comes after a blank line.
    const closed = text.startsWith(this.text) ? this.blocks.slice(0, -2) : [];
    const start = closed.reduce((length, block) => length + block.length, 0);
    this.blocks = [...closed, ...splitBlocks(text.slice(start))];
    this.text = text;
    return this.blocks;
  }
}

/** Safe HTML of one block; with `cites`, each [n] outside of code is a link to `#cite-n`. */
export function renderBlock(block: string, cites = false): string {
  if (cites) block = block.replace(/(`+)[^]*?\1|\[(\d{1,3})\](?![(:])/g, (all, _, number?: string) => (number ? `[\\[${number}\\]](#cite-${number})` : all));
  return sanitiser().sanitize(marked.parse(block, { async: false }), ALLOWED);
}
