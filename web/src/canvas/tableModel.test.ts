import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { alignColumn, decodeCell, type Edit, encodeCell, insertColumn, insertRow, moveColumn, moveRow, parseGrid, parseTable, pasteGrid, removeColumn, removeRow, renderTable, setCell, wordsOf } from "./tableModel";

const SOURCE = "| é | 😀 |\n| :-- | --: |\n| 字 | b\\|c |\n|  | `x` |";

function edited(source: string, edits: readonly Edit[]): string {
  return [...edits].reverse().reduce((text, { from, to, insert }) => text.slice(0, from) + insert + text.slice(to), source);
}

const table = (source: string) => parseTable(source)!;
const grid = (source: string) => {
  const found = table(source);
  return found.rows.map((line, at) => line.cells.map((_cell, column) => wordsOf(found, at, column)));
};

describe("parseTable", () => {
  it("finds cells, escaped bars and alignment", () => {
    expect(grid(SOURCE)).toEqual([["é", "😀"], ["字", "b|c"], ["", "`x`"]]);
    expect(table(SOURCE).sides).toEqual(["start", "end"]);
    expect(grid("a | b\n- | -\r\n1 | 2")).toEqual([["a", "b"], ["1", "2"]]);
    expect(grid("|a|\n|-|\n||")).toEqual([["a"], [""]]);
    expect(parseTable("| a |\n| b |")).toBeNull();
    expect(parseTable("words")).toBeNull();
  });
});

describe("cells", () => {
  it("come back as they were typed", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom("a", "|", "\\", "é", "😀", "字", " ", "<", "\n"), maxLength: 12 }), (typed) => {
        const words = typed.trim();
        const source = edited(SOURCE, setCell(table(SOURCE), 1, 0, words));
        const found = parseTable(source);
        expect(found?.rows.map((line) => line.cells.length)).toEqual([2, 2, 2]);
        expect(wordsOf(found!, 1, 0)).toBe(decodeCell(encodeCell(words)));
        if (!words.includes("\\")) expect(wordsOf(found!, 1, 0)).toBe(words);
        expect(source.split("\n").filter((_, index) => index !== 2)).toEqual(SOURCE.split("\n").filter((_, index) => index !== 2));
      }),
    );
  });

  it("are set in rows that are too short or have no bars, and emptied", () => {
    expect(edited("a | b\n- | -\n1", setCell(table("a | b\n- | -\n1"), 1, 1, "x"))).toBe("a | b\n- | -\n| 1 | x |");
    expect(edited(SOURCE, setCell(table(SOURCE), 0, 0, ""))).toContain("|  | 😀 |");
    expect(setCell(table(SOURCE), 1, 1, "b|c")).toEqual([]);
    expect(setCell(table(SOURCE), 1, 1, "b|cd")).toHaveLength(1);
  });
});

describe("rows and columns", () => {
  it("are added, taken out and moved", () => {
    expect(grid(edited(SOURCE, insertRow(table(SOURCE), 1)))).toEqual([["é", "😀"], ["", ""], ["字", "b|c"], ["", "`x`"]]);
    expect(grid(edited(SOURCE, insertRow(table(SOURCE), 3)))[3]).toEqual(["", ""]);
    expect(grid(edited(SOURCE, removeRow(table(SOURCE), 1)))).toEqual([["é", "😀"], ["", "`x`"]]);
    expect(removeRow(table(SOURCE), 0)).toEqual([]);
    expect(grid(edited(SOURCE, moveRow(table(SOURCE), 1, 1)))).toEqual([["é", "😀"], ["", "`x`"], ["字", "b|c"]]);
    expect(moveRow(table(SOURCE), 1, -1)).toEqual([]);
    expect(grid(edited(SOURCE, insertColumn(table(SOURCE), 1)))).toEqual([["é", "", "😀"], ["字", "", "b|c"], ["", "", "`x`"]]);
    expect(grid(edited(SOURCE, removeColumn(table(SOURCE), 0)))).toEqual([["😀"], ["b|c"], ["`x`"]]);
    const moved = edited(SOURCE, moveColumn(table(SOURCE), 0, 1));
    expect(grid(moved)[0]).toEqual(["😀", "é"]);
    expect(table(moved).sides).toEqual(["end", "start"]);
    expect(removeColumn(table("| a |\n| - |"), 0)).toEqual([]);
  });

  it("are aligned, whatever the row of dashes looked like", () => {
    for (const side of ["", "start", "center", "end"] as const) expect(table(edited(SOURCE, alignColumn(table(SOURCE), 1, side))).sides).toEqual(["start", side]);
  });

  it("keep CRLF", () => {
    const source = SOURCE.replaceAll("\n", "\r\n");
    const after = edited(source, insertRow(table(source), 2));
    expect(after.split("\r\n")).toHaveLength(5);
    expect(after.replaceAll("\r\n", "")).not.toMatch(/[\r\n]/);
    expect(grid(edited(source, moveRow(table(source), 1, 1)))[1]).toEqual(["", "`x`"]);
  });

  it("touch only their own lines, so that another cell can be written in meanwhile", () => {
    for (const edits of [insertRow(table(SOURCE), 1), setCell(table(SOURCE), 1, 0, "字é")]) {
      for (const edit of edits) expect(SOURCE.slice(edit.from, edit.to)).not.toContain("x");
    }
  });
});

describe("grids", () => {
  it("are read from a spreadsheet's text", () => {
    expect(parseGrid("a\tb\r\n1\t2\r\n")).toEqual([["a", "b"], ["1", "2"]]);
    expect(parseGrid('"x\ty"\t"say ""hi"""\n"two\nlines"\t字')).toEqual([["x\ty", 'say "hi"'], ["two\nlines", "字"]]);
    expect(parseGrid("Hello, you\nBye, all")).toBeNull();
    expect(parseGrid("name,age\nÉva,3", true)).toEqual([["name", "age"], ["Éva", "3"]]);
    expect(parseGrid("a;b\n1;2", true)).toEqual([["a", "b"], ["1", "2"]]);
    for (const none of ["", "a", "a, b", "a\tb\nc", '"a\tb']) expect(parseGrid(none, true)).toBeNull();
  });

  it("become a table, and come back", () => {
    const cells = fc.array(fc.array(fc.constantFrom("", "é", "😀 x", "a|b", "字\n2"), { minLength: 3, maxLength: 3 }), { minLength: 2, maxLength: 5 });
    fc.assert(fc.property(cells, (rows) => void expect(grid(renderTable(rows))).toEqual(rows)));
  });

  it("are put into a table, which grows", () => {
    const after = edited(SOURCE, pasteGrid(table(SOURCE), 2, 1, [["1", "2"], ["3", "a|b"]]));
    expect(grid(after)).toEqual([["é", "😀", ""], ["字", "b|c", ""], ["", "1", "2"], ["", "3", "a|b"]]);
    expect(table(after).sides).toHaveLength(3);
  });
});
