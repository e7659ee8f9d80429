/** The fences of a document's text that can be run, and which of them a cell's output belongs to. Pure. */
import { ensureSyntaxTree, syntaxTree } from "@codemirror/language";
import type { EditorState } from "@codemirror/state";
import type { Language } from "../sandbox/compile";
import type { CodeCell } from "../wire.gen";

/** On the server, or as what in the browser's sandbox. */
export type Runs = "python" | Language;
export interface Fence {
  readonly runs: Runs;
  /** Of its opening mark, from 1. */
  readonly line: number;
  readonly from: number;
  /** End of its last line. */
  readonly to: number;
  readonly code: string;
}

const RUNS: readonly (readonly [RegExp, Runs])[] = [
  [/^(?:python3?|py)(?![\w-])/i, "python"],
  [/^(?:javascript|js|mjs|jsx|typescript|ts|tsx)(?![\w-])/i, "tsx"],
  [/^html?(?![\w-])/i, "html"],
];
export const runsAs = (info: string): Runs | null => RUNS.find(([words]) => words.test(info))?.[1] ?? null;

/** The editor itself parses little beyond what is seen. */
const PARSE_MS = 500;

/** Not those inside lists and quotes. */
export function fencesOf(state: EditorState): Fence[] {
  const { doc } = state;
  const found: Fence[] = [];
  const tree = ensureSyntaxTree(state, doc.length, PARSE_MS) ?? syntaxTree(state);
  for (let node = tree.topNode.firstChild; node; node = node.nextSibling) {
    const info = node.name === "FencedCode" ? node.getChild("CodeInfo") : null;
    const runs = info && runsAs(doc.sliceString(info.from, info.to));
    if (!runs) continue;
    const code = node.getChildren("CodeText").map((part) => doc.sliceString(part.from, part.to)).join("");
    found.push({ runs, line: doc.lineAt(node.from).number, from: node.from, to: doc.lineAt(node.to).to, code: code.replace(/\r/g, "") });
  }
  return found;
}

/** For each fence the cell that it was: by its code wherever that went, then by its place. `kept` are known already. */
export function placed(fences: readonly Fence[], cells: readonly CodeCell[], kept: ReadonlyMap<number, number>): Map<number, Fence> {
  const left = new Set(cells);
  const free = new Set(fences);
  const found = new Map<number, Fence>();
  const put = (cell: CodeCell, fence: Fence | undefined) => {
    if (!fence || !free.has(fence) || !left.has(cell)) return;
    found.set(cell.id, fence);
    left.delete(cell);
    free.delete(fence);
  };
  for (const cell of cells) {
    const at = kept.get(cell.id);
    if (at !== undefined) put(cell, fences.find((fence) => fence.to === at));
  }
  for (const cell of [...left]) put(cell, fences.find((fence) => free.has(fence) && fence.code === cell.code));
  for (const cell of [...left]) put(cell, fences[cell.number]);
  return found;
}
