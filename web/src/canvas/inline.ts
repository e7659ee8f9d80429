/** Markdown's emphasis, code and links as elements, for words that are drawn but are not in the text. Never HTML. */

import type { SyntaxNode } from "@lezer/common";
import { markdownParser } from "./markdown";
import { element } from "./widgets";

const TAGS: Readonly<Record<string, string>> = { Emphasis: "em", StrongEmphasis: "strong", Strikethrough: "s", InlineCode: "code" };

/** The words of a node with emphasis and code as elements, without marks and addresses. Text only, never HTML. */
export function inline(node: SyntaxNode, source: string): DocumentFragment {
  const into = document.createDocumentFragment();
  let at = node.from;
  for (let child = node.firstChild; child; child = child.nextSibling) {
    into.append(source.slice(at, child.from));
    at = child.to;
    if (/Mark$/.test(child.name) || ((child.name === "URL" || child.name === "LinkTitle") && node.name !== "TableCell")) continue;
    if (child.name === "HTMLTag" && /^<br\s*\/?>$/i.test(source.slice(child.from, child.to))) into.append(element("br", ""));
    else if (child.name === "Escape") into.append(source.slice(child.from + 1, child.to));
    else if (TAGS[child.name] || child.name === "Link") {
      const made = element(TAGS[child.name] ?? "span", child.name === "Link" ? "cv-link" : child.name === "InlineCode" ? "cv-code" : "");
      made.append(inline(child, source));
      into.append(made);
    } else into.append(source.slice(child.from, child.to));
  }
  into.append(source.slice(at, node.to));
  return into;
}

/** A single paragraph with its emphasis; anything more than that as the plain text it is. */
export function paragraph(source: string): DocumentFragment {
  const { topNode } = markdownParser.parse(source);
  const only = topNode.firstChild;
  if (only?.name === "Paragraph" && !only.nextSibling && !source.includes("\n")) {
    const into = document.createDocumentFragment();
    into.append(source.slice(0, only.from), inline(only, source), source.slice(only.to));
    return into;
  }
  const into = document.createDocumentFragment();
  into.append(source);
  return into;
}
