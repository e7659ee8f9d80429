/** Colours of code, and the weight of Markdown's emphasis; all by classes of `canvas.css`, so that themes are tokens. */

import { type Extension } from "@codemirror/state";
import { syntaxHighlighting } from "@codemirror/language";
import { tagHighlighter, tags as t } from "@lezer/highlight";

const highlighter = tagHighlighter([
  { tag: t.strong, class: "cv-strong" },
  { tag: t.emphasis, class: "cv-em" },
  { tag: t.strikethrough, class: "cv-strike" },
  { tag: t.processingInstruction, class: "cv-mark" },
  { tag: [t.keyword, t.modifier, t.operatorKeyword, t.controlKeyword, t.definitionKeyword, t.moduleKeyword], class: "cv-t-keyword" },
  { tag: [t.string, t.special(t.string), t.regexp, t.attributeValue], class: "cv-t-string" },
  { tag: [t.number, t.bool, t.null, t.atom, t.unit], class: "cv-t-number" },
  { tag: [t.comment, t.lineComment, t.blockComment, t.docComment], class: "cv-t-comment" },
  { tag: [t.function(t.variableName), t.function(t.propertyName), t.macroName], class: "cv-t-function" },
  { tag: [t.typeName, t.className, t.namespace, t.tagName], class: "cv-t-type" },
  { tag: [t.propertyName, t.attributeName, t.labelName], class: "cv-t-property" },
  { tag: [t.operator, t.punctuation, t.bracket, t.separator], class: "cv-t-operator" },
  { tag: [t.meta, t.annotation], class: "cv-t-meta" },
  { tag: t.inserted, class: "cv-t-string" },
  { tag: t.deleted, class: "cv-t-deleted" },
  { tag: t.invalid, class: "cv-t-invalid" },
]);

export function highlighting(): Extension {
  return syntaxHighlighting(highlighter);
}
