/**
 * The outline of a text: headings of a document, top-level definitions of code. Pure; the panel is `outlinePanel.ts`.
 *
 * Headings are found line by line, not in the parsed tree, which for a long text is not there yet when it is opened.
 */

import { ensureSyntaxTree, syntaxTree } from "@codemirror/language";
import type { EditorState, Text } from "@codemirror/state";
import type { SyntaxNode } from "@lezer/common";

export interface Entry {
  /** 1 is the highest. */
  readonly level: number;
  readonly title: string;
  /** Start of the line it begins with. */
  readonly from: number;
  /** Where the section ends: start of the next one of its level or above, or the end of the text. */
  readonly to: number;
}

const HEADING = /^ {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t\r]*$/;
const FENCE = /^ {0,3}(`{3,}|~{3,})/;
const UNDERLINE = /^ {0,3}(=+|-+)[ \t\r]*$/;
/** No heading is longer; the patterns need more than linear time for a line of blanks. */
const LONGEST = 1_000;
/** What cannot be the words of an underlined heading. */
const NO_WORDS = /^(?: {4}|\t)|^\s*(?:[>|]|[-*+] |\d{1,9}[.)] |#{1,6} |$)/;

function plain(title: string): string {
  return title
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/[*_~`]+/g, "")
    .trim();
}

/** The sections of what was found: each ends where the next of its level or above begins. */
function closed(found: readonly { level: number; title: string; from: number }[], length: number): Entry[] {
  const made: Entry[] = [];
  const next: number[] = [];
  for (const entry of found.toReversed()) {
    // `next[level]` is the nearest start below of a section of that level or above.
    made.push({ ...entry, to: next[entry.level] ?? length });
    for (let level = entry.level; level <= 6; level++) next[level] = entry.from;
  }
  return made.reverse();
}

/** Every heading of a Markdown text, with its section. Linear in the text: about 15 ms for 1 MB. */
export function headings(text: Text): Entry[] {
  const found: { level: number; title: string; from: number }[] = [];
  let fence = "";
  let before = "";
  let beforeFrom = 0;
  let at = 0;
  for (const iter = text.iterLines(); !iter.next().done; ) {
    const line = iter.value.slice(0, LONGEST);
    const mark = FENCE.exec(line)?.[1];
    if (fence) {
      if (mark && mark[0] === fence[0] && mark.length >= fence.length && !line.trim().replace(/[`~]/g, "")) fence = "";
    } else if (mark) {
      fence = mark;
    } else {
      const heading = HEADING.exec(line);
      const under = before && !NO_WORDS.test(before) ? UNDERLINE.exec(line) : null;
      if (heading) found.push({ level: heading[1]!.length, title: plain(heading[2] ?? ""), from: at });
      else if (under) found.push({ level: under[1]!.startsWith("=") ? 1 : 2, title: plain(before), from: beforeFrom });
    }
    before = fence || HEADING.test(line) ? "" : line.replace(/\r$/, "");
    beforeFrom = at;
    at += iter.value.length + 1;
  }
  return closed(found, text.length);
}

const DEFINES = /Definition$|Declaration$|^(?:FunctionItem|StructItem|EnumItem|TraitItem|ImplItem|ModItem|ConstItem|TypeItem|RuleSet|CreateStatement)$/;
const NAMES = /^(?:VariableName|VariableDefinition|TypeDefinition|TypeName|DefName|FieldIdentifier|TypeIdentifier|BoundIdentifier|Identifier|PropertyDefinition|PropertyName|Definition|Name|ClassSelector|TagSelector)$/;
const IN_CLASS = /^(?:MethodDeclaration|MethodDefinition|FunctionDefinition|FunctionItem)$/;

function nameOf(state: EditorState, node: SyntaxNode, depth = 0): string {
  for (let child = node.firstChild; child; child = child.nextSibling) {
    if (NAMES.test(child.name)) return state.sliceDoc(child.from, Math.min(child.to, child.from + 80));
  }
  if (depth > 2) return "";
  for (let child = node.firstChild; child; child = child.nextSibling) {
    if (/Body$|Block$|Arguments|ParamList|Decorator/.test(child.name)) continue;
    const name = nameOf(state, child, depth + 1);
    if (name) return name;
  }
  return "";
}

/** `export`, `@decorated` and the like stand around what is defined. */
function definitionIn(node: SyntaxNode): SyntaxNode | null {
  if (/^(?:ExportDeclaration|DecoratedStatement|ExpressionStatement)$/.test(node.name)) {
    for (let child = node.firstChild; child; child = child.nextSibling) {
      const found = definitionIn(child);
      if (found) return found;
    }
    return null;
  }
  return DEFINES.test(node.name) && !/^(?:Import|Package)/.test(node.name) ? node : null;
}

const BY_WORD = /^(?:export\s+|pub\s+|public\s+|async\s+)*(?:def|class|function|func|fn|fun|struct|enum|trait|interface|module|type)\s+([\p{L}\p{N}_.:!?]+)/u;

/** Top-level definitions of code and the methods of its classes; by a leading word where there is no tree. */
export function definitions(state: EditorState): Entry[] {
  const tree = ensureSyntaxTree(state, state.doc.length, 100) ?? syntaxTree(state);
  const found: { level: number; title: string; from: number }[] = [];
  const add = (node: SyntaxNode, level: number, around = node) => {
    const title = nameOf(state, node);
    if (title) found.push({ level, title, from: state.doc.lineAt(around.from).from });
  };
  for (let node = tree.topNode.firstChild; node; node = node.nextSibling) {
    const definition = definitionIn(node);
    if (!definition) continue;
    add(definition, 1, node);
    if (!/Class|Impl|Trait|Interface/.test(definition.name)) continue;
    const body = definition.lastChild;
    for (let inner = body?.firstChild ?? null; inner; inner = inner.nextSibling) {
      const method = inner.name === "DecoratedStatement" ? inner.getChild("FunctionDefinition") : inner;
      if (method && IN_CLASS.test(method.name)) add(method, 2, inner);
    }
  }
  if (found.length === 0) {
    let at = 0;
    for (const iter = state.doc.iterLines(); !iter.next().done; at += iter.value.length + 1) {
      const title = BY_WORD.exec(iter.value)?.[1];
      if (title) found.push({ level: 1, title, from: at });
    }
  }
  return closed(found, state.doc.length);
}

/** The entry in whose section `pos` is; -1 before the first. */
export function entryAt(entries: readonly Entry[], pos: number): number {
  return entries.findLastIndex((entry) => entry.from <= pos);
}
