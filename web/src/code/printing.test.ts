import { describe, expect, it } from "vitest";
import { compile } from "../sandbox/compile";
import { lineOfError, printing } from "./printing";

describe("JavaScript in a block", () => {
  it("keeps its lines, and may import", () => {
    const { code, bundles } = compile(printing('import * as d3 from "d3";\nconsole.log(d3.max([1, 2]));\nthrow new Error("x");', "tsx"), "tsx");
    expect(code.split("\n")[2]).toContain("throw new Error");
    expect([...bundles]).toEqual(["d3"]);
  });

  it("tells the line that went wrong", () => {
    expect(lineOfError("ReferenceError: x is not defined", "ReferenceError: x\n    at app.tsx:3:9\n    at app.tsx:1:1")).toBe(3);
    expect(lineOfError("Unexpected token (line 2, column 5)", "")).toBe(2);
    expect(lineOfError("Error: no", "at script-1.js:4:1")).toBeNull();
  });
});
