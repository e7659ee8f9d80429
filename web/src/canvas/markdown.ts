/**
 * Markdown as the editor reads it: `@lezer/markdown` with GitHub's additions and code fences in their own languages.
 *
 * Not `@codemirror/lang-markdown`: that brings the HTML, CSS and JavaScript grammars into the first chunk (60 KB gz).
 */

import { defineLanguageFacet, foldNodeProp, Language, languageDataProp, LanguageSupport, ParseContext } from "@codemirror/language";
import { EditorSelection, type EditorState, type Line, type StateCommand, type TransactionSpec } from "@codemirror/state";
import type { Parser, SyntaxNode } from "@lezer/common";
import { GFM, parseCode, parser as commonmark } from "@lezer/markdown";
import { syntaxTree } from "@codemirror/language";
import { findLanguage } from "./languages";
import { extra } from "./markdownExtra";

const data = defineLanguageFacet({ commentTokens: { block: { open: "<!--", close: "-->" } } });

function fenceParser(info: string): Parser | null {
  const found = findLanguage(info);
  if (!found) return null;
  return found.support ? found.support.language.parser : ParseContext.getSkippingParser(found.load());
}

function headingLevel(name: string): number {
  return /^(?:ATX|Setext)Heading(\d)$/.test(name) ? Number(name.at(-1)) : 0;
}

/** End of the section that a heading opens: just before the next heading of its level or above. */
function sectionEnd(heading: SyntaxNode, level: number): number {
  let last = heading;
  for (let next = heading.nextSibling; next; next = next.nextSibling) {
    const other = headingLevel(next.name);
    if (other && other <= level) break;
    last = next;
  }
  return last.to;
}

export const markdownParser = commonmark.configure([
  GFM,
  extra,
  parseCode({ codeParser: fenceParser }),
  {
    props: [
      languageDataProp.add({ Document: data }),
      foldNodeProp.add((type) => {
        const level = headingLevel(type.name);
        if (level) return (node, state) => foldTo(state, node, sectionEnd(node, level));
        if (type.name === "FencedCode") return (node, state) => foldTo(state, node, node.to);
        return undefined;
      }),
    ],
  },
]);

function foldTo(state: EditorState, node: SyntaxNode, to: number): { from: number; to: number } | null {
  const from = state.doc.lineAt(node.from).to;
  return to > from ? { from, to } : null;
}

export function markdown(): LanguageSupport {
  return new LanguageSupport(new Language(data, markdownParser, [], "markdown"));
}

const ITEM = /^((?:\s*>)*\s*)(?:([-*+])|(\d{1,9})([.)]))(\s+)(\[[ xX]\]\s+)?/;

/** Enter in a list or a quote goes on with the next item; on an empty item it ends the list. */
export const continueMarkup: StateCommand = ({ state, dispatch }) => {
  if (state.readOnly) return false;
  const { main } = state.selection;
  if (!main.empty || state.selection.ranges.length > 1) return false;
  const line = state.doc.lineAt(main.head);
  const before = line.text.slice(0, main.head - line.from);
  for (let node: SyntaxNode | null = syntaxTree(state).resolveInner(main.head, -1); node; node = node.parent) {
    if (node.name === "FencedCode" || node.name === "CodeBlock") return false;
  }
  const item = ITEM.exec(before);
  const quote = /^\s*(?:>\s?)+/.exec(before);
  if (!item && !quote) return false;
  const prefix = item ? item[0] : quote![0];
  if (line.text.trim() === prefix.trim()) {
    dispatch(state.update({ ...emptied(state, line, item), scrollIntoView: true, userEvent: "input" }));
    return true;
  }
  const next = item
    ? item[1]! + (item[2] ?? `${Number(item[3]) + 1}${item[4]}`) + item[5]! + (item[6] ? "[ ] " : "")
    : prefix;
  const insert = state.toText(`\n${next}`);
  dispatch(
    state.update({
      changes: { from: main.head, insert },
      selection: EditorSelection.cursor(main.head + insert.length),
      scrollIntoView: true,
      userEvent: "input",
    }),
  );
  return true;
};

/** Enter on an item without words: one level out, or out of the list, with the blank line that ends a list. */
function emptied(state: EditorState, line: Line, item: RegExpExecArray | null): TransactionSpec {
  const lead = item?.[1] ?? "";
  if (item && !lead.includes(">") && /^(?: {2}|\t)/.test(lead)) {
    return { changes: { from: line.from, to: line.from + (lead.startsWith("\t") ? 1 : 2) } };
  }
  const insert = lead.includes(">") ? state.toText(lead) : state.toText("\n");
  return { changes: { from: line.from, to: line.to, insert }, selection: { anchor: line.from + insert.length } };
}

/** Put `mark` around each selected range, or take it away where it is already. */
export function toggleMark(mark: string): StateCommand {
  return ({ state, dispatch }) => {
    if (state.readOnly) return false;
    const size = mark.length;
    const spec = state.changeByRange((range) => {
      const word = range.empty ? state.wordAt(range.head) : null;
      const { from, to } = word ?? range;
      // A single star inside two is strong, not emphasis; inside three it is both.
      const stars = /\*{0,3}$/.exec(state.sliceDoc(Math.max(0, from - 3), from))![0].length;
      const inStrong = mark === "*" && stars === 2;
      const around = !inStrong && state.sliceDoc(Math.max(0, from - size), from) === mark && state.sliceDoc(to, to + size) === mark;
      if (around) {
        return {
          changes: [{ from: from - size, to: from }, { from: to, to: to + size }],
          range: EditorSelection.range(range.anchor - size, range.head - size),
        };
      }
      return {
        changes: [{ from, insert: mark }, { from: to, insert: mark }],
        range: EditorSelection.range(range.anchor + size, range.head + size),
      };
    });
    dispatch(state.update(spec, { userEvent: "input", scrollIntoView: true }));
    return true;
  };
}

/** Tab in a list moves the item in or out; elsewhere in prose it is left to the page. */
export function shiftItem(direction: 1 | -1): StateCommand {
  return ({ state, dispatch }) => {
    if (state.readOnly) return false;
    const lines = new Set<number>();
    for (const range of state.selection.ranges) {
      for (let at = range.from; at <= range.to; ) {
        const line = state.doc.lineAt(at);
        if (ITEM.test(line.text)) lines.add(line.from);
        at = line.to + 1;
      }
    }
    if (lines.size === 0) return false;
    const changes = [...lines].map((from) => {
      if (direction === 1) return { from, insert: "  " };
      const lead = /^ {1,2}|^\t/.exec(state.doc.lineAt(from).text)?.[0].length ?? 0;
      return { from, to: from + lead };
    });
    dispatch(state.update({ changes, userEvent: "input.indent" }));
    return true;
  };
}
