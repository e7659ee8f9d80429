/**
 * What `@lezer/markdown` does not read: math between dollars, and footnotes. Rules as Pandoc and GitHub have them.
 *
 * `$x$` is math where the first dollar stands before a sign and the second after one and not before a digit, so that
 * prices stay prices. `$$` alone in a line opens a block until a line that ends with `$$`.
 */

import { tags } from "@lezer/highlight";
import type { BlockContext, InlineContext, Line, MarkdownConfig } from "@lezer/markdown";

const DOLLAR = 36;
const BACKSLASH = 92;
const BRACKET = 91;
const SPACE = /\s/;

function math(cx: InlineContext, next: number, pos: number): number {
  if (next !== DOLLAR) return -1;
  const size = cx.char(pos + 1) === DOLLAR ? 2 : 1;
  const start = pos + size;
  if (start >= cx.end || (size === 1 && SPACE.test(String.fromCharCode(cx.char(start))))) return -1;
  for (let at = start; at < cx.end; at++) {
    const sign = cx.char(at);
    if (sign === BACKSLASH) at++;
    else if (sign === DOLLAR) {
      if (size === 2 && cx.char(at + 1) !== DOLLAR) continue;
      if (at === start) return -1;
      const end = at + size;
      if (size === 1 && (SPACE.test(String.fromCharCode(cx.char(at - 1))) || /\d/.test(String.fromCharCode(cx.char(end))))) return -1;
      return cx.addElement(cx.elt("InlineMath", pos, end, [cx.elt("MathMark", pos, start), cx.elt("MathMark", at, end)]));
    }
  }
  return -1;
}

function footnoteMark(cx: InlineContext, next: number, pos: number): number {
  if (next !== BRACKET || cx.char(pos + 1) !== 94) return -1;
  const found = /^\[\^[^\s[\]^]{1,60}\]/.exec(cx.slice(pos, Math.min(cx.end, pos + 64)));
  return found ? cx.addElement(cx.elt("FootnoteMark", pos, pos + found[0].length)) : -1;
}

function mathBlock(cx: BlockContext, line: Line): boolean {
  if (!/^\$\$/.test(line.text.slice(line.pos)) || line.indent - line.baseIndent > 3) return false;
  const from = cx.lineStart + line.pos;
  const rest = line.text.slice(line.pos + 2);
  // "$$x$$ and words" is a paragraph with math in it.
  const closed = /\$\$\s*$/.exec(rest);
  // Nor does "$$ is money" open a block that swallows the rest of the text.
  if (!closed && rest.trim()) return false;
  let to = cx.lineStart + line.text.length;
  let ended = closed !== null && rest.trim().length > 2;
  while (cx.nextLine() && !ended) {
    to = cx.lineStart + line.text.length;
    ended = /\$\$\s*$/.test(line.text);
  }
  cx.addElement(cx.elt("BlockMath", from, to));
  return true;
}

const NOTE = /^\[\^[^\s[\]^]{1,60}\]:/;

function note(cx: BlockContext, line: Line): boolean {
  if (cx.depth > 1 || !NOTE.test(line.text.slice(line.pos)) || line.indent > 3) return false;
  const from = cx.lineStart + line.pos;
  const label = NOTE.exec(line.text.slice(line.pos))![0].length;
  let words = line.text.slice(line.pos + label);
  let to = cx.lineStart + line.text.length;
  while (cx.nextLine() && line.text.trim() && !NOTE.test(line.text)) {
    words += `\n${line.text}`;
    to = cx.lineStart + line.text.length;
  }
  cx.addElement(cx.elt("Footnote", from, to, [cx.elt("FootnoteLabel", from, from + label), ...cx.parser.parseInline(words, from + label)]));
  return true;
}

export const extra: MarkdownConfig = {
  defineNodes: [
    { name: "InlineMath", style: tags.string },
    { name: "MathMark", style: tags.processingInstruction },
    { name: "BlockMath", block: true, style: tags.string },
    { name: "FootnoteMark", style: tags.link },
    { name: "Footnote", block: true },
    { name: "FootnoteLabel", style: tags.processingInstruction },
  ],
  parseInline: [
    { name: "InlineMath", parse: math, before: "Emphasis" },
    { name: "FootnoteMark", parse: footnoteMark, before: "Link" },
  ],
  parseBlock: [
    { name: "BlockMath", parse: mathBlock, before: "FencedCode", endLeaf: (_cx, line) => /^\$\$\s*$/.test(line.text) },
    { name: "Footnote", parse: note, before: "LinkReference", endLeaf: (_cx, line) => NOTE.test(line.text) },
  ],
};
