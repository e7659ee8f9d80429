import { EditorState } from "@codemirror/state";
import { describe, expect, it } from "vitest";
import { markdown } from "../canvas/markdown";
import type { CodeCell } from "../wire.gen";
import { fencesOf, placed, runsAs } from "./fences";

const TEXT = "# A\n\n```python\na = 1\n```\n\n- in a list\n  ```python\n  no\n  ```\n\n```js\nno\n```\n\n~~~py cell {}\nb\n\nc\n~~~\n\n```Python\n```\n";
const all = (text: string) => fencesOf(EditorState.create({ doc: text, extensions: [markdown()] }));
const fences = (text: string) => all(text).filter((fence) => fence.runs === "python");
const cell = (id: number, number: number, code: string): CodeCell => ({ id, number, code, count: 1, seconds: 1 });

describe("Python in a document", () => {
  it("is in the fences that the server runs", () => {
    expect(fences(TEXT).map(({ line, code }) => [line, code])).toEqual([[3, "a = 1"], [16, "b\n\nc"], [22, ""]]);
  });

  it("stands beside what runs in the browser", () => {
    expect(all(TEXT).map(({ line, runs }) => [line, runs])).toEqual([[3, "python"], [12, "tsx"], [16, "python"], [22, "python"]]);
    expect(["html", "HTM cell", "ts", "json", "jsonc", "tsx", "pyx", ""].map(runsAs)).toEqual(["html", "html", "tsx", null, null, "tsx", null, null]);
  });

  it("keeps its output by where it was, by its code, and then by its place", () => {
    const now = fences(TEXT);
    const where = (cells: CodeCell[], kept = new Map<number, number>()) =>
      [...placed(now, cells, kept)].map(([id, fence]) => [id, fence.line]).sort();
    expect(where([cell(1, 0, "a = 1"), cell(2, 1, "changed")])).toEqual([[1, 3], [2, 16]]);
    expect(where([cell(2, 0, "b\n\nc")])).toEqual([[2, 16]]);
    expect(where([cell(5, 0, "typed over")], new Map([[5, now[2]!.to]]))).toEqual([[5, 22]]);
    expect(where([cell(9, 7, "gone")])).toEqual([]);
  });
});
