/** The Python fences of a document's text, and which of them a cell's output belongs to. Pure. */
import { syntaxTree } from "@codemirror/language";
import type { EditorState } from "@codemirror/state";
import type { CodeCell } from "../wire.gen";

export interface Fence {
  /** Of its opening mark, from 1. */
  readonly line: number;
  readonly from: number;
  /** End of its last line. */
  readonly to: number;
  readonly code: string;
}

const PYTHON = /^(?:python3?|py)(?![\w-])/i;

/** Those that the server runs: not inside lists and quotes. */
export function pythonFences(state: EditorState): Fence[] {
  const { doc } = state;
  const found: Fence[] = [];
  for (let node = syntaxTree(state).topNode.firstChild; node; node = node.nextSibling) {
    const info = node.name === "FencedCode" ? node.getChild("CodeInfo") : null;
    if (!info || !PYTHON.test(doc.sliceString(info.from, info.to))) continue;
    const code = node.getChildren("CodeText").map((part) => doc.sliceString(part.from, part.to)).join("");
    found.push({ line: doc.lineAt(node.from).number, from: node.from, to: doc.lineAt(node.to).to, code: code.replace(/\r/g, "") });
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
