import { describe, expect, it } from "vitest";
import type { CodeItem, CodeView } from "../wire.gen";
import { errorOf, merged, queryOf } from "./run";

const item = (text: string, kind: CodeItem["kind"] = "out"): CodeItem => ({ kind, text, name: "", line: null, trace: "", file: "", ok: true, table: null, cell: 0 });
const view = (first: number, items: CodeItem[], run = 1): CodeView => ({
  state: "running", run, by: "a", version: 1, seconds: null, first, items, changes: items.length, cells: [], running: null, variables: [],
});

describe("what a run gave", () => {
  it("replaces the last item, which has grown, and adds the new ones", () => {
    const had = view(0, [item("a"), item("b")]);
    expect(queryOf(had)).toBe("?run=1&after=1&seen=2&wait_s=20");
    expect(merged(had, view(1, [item("bc"), item("d")])).items.map(({ text }) => text)).toEqual(["a", "bc", "d"]);
  });

  it("begins anew with another run, and with none", () => {
    expect(merged(view(0, [item("a")]), view(0, [item("x")], 2)).items).toEqual([item("x")]);
    expect(queryOf(null)).toBe("");
    expect(queryOf(view(0, []))).toBe("?run=1&after=0&seen=0&wait_s=20");
  });

  it("knows its last error", () => {
    expect(errorOf(view(0, [item("no", "error"), item("wrong", "error"), item("Stopped.", "note")]))?.text).toBe("wrong");
    expect(errorOf(null)).toBeUndefined();
    expect(errorOf(view(0, [item("no", "error")]), 2)).toBeUndefined();
  });
});
