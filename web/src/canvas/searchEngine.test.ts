import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findAll, MOST, type Query } from "./searchEngine";

const query = (search: string, more: Partial<Query> = {}): Query => ({ search, replace: "", matchCase: false, words: false, pattern: false, ...more });

function replaced(text: string, asked: Query, from?: number, to?: number): string {
  const found = findAll(text, asked, from, to);
  if ("invalid" in found) throw new Error(found.invalid);
  return [...found.matches].reverse().reduce((all, match) => all.slice(0, match.from) + match.insert + all.slice(match.to), text);
}

describe("findAll", () => {
  it("takes words as they are typed", () => {
    expect(replaced("a.b axb $1 é", query("a.b", { replace: "$1$&\\n" }))).toBe("$1$&\\n axb $1 é");
    expect(replaced("É é 😀 字", query("é", { replace: "e" }))).toBe("e e 😀 字");
    expect(replaced("É é", query("é", { replace: "e", matchCase: true }))).toBe("É e");
    expect(replaced("a\r\nb", query("\r\n", { replace: "-" }))).toBe("a-b");
  });

  it("finds whole words in any script", () => {
    expect(replaced("cat concat cat_ cat. écat cat", query("cat", { replace: "dog", words: true }))).toBe("dog concat cat_ dog. écat dog");
  });

  it("expands what a pattern has caught", () => {
    expect(replaced("Anna Lee, Bo Ek", query("(\\p{Lu}\\w+) (?<last>\\w+)", { pattern: true, replace: "$<last> $1$$\\t$9" }))).toBe("Lee Anna$\t$9, Ek Bo$\t$9");
    expect(replaced("a\nb", query("^", { pattern: true, replace: "x" }))).toBe("a\nb");
    expect(replaced("😀😀", query("😀", { pattern: true, replace: "字" }))).toBe("字字");
  });

  it("says what is wrong with a pattern", () => {
    expect(findAll("x", query("(", { pattern: true }))).toHaveProperty("invalid");
    expect(findAll("x", query("[", { pattern: true }))).toHaveProperty("invalid");
    expect(findAll("(", query("("))).toEqual({ matches: [{ from: 0, to: 1, insert: "" }], more: false });
  });

  it("stays within a part and within bounds", () => {
    expect(replaced("aaaa", query("a", { replace: "b" }), 1, 3)).toBe("abba");
    const many = findAll("a".repeat(MOST + 5), query("a"));
    expect("matches" in many && [many.matches.length, many.more]).toEqual([MOST, true]);
  });

  it("replaces as the language itself does", () => {
    const words = fc.string({ unit: fc.constantFrom("a", "é", "😀", "字", " ", "\n", ".", "$"), maxLength: 30 });
    fc.assert(
      fc.property(words, fc.string({ unit: fc.constantFrom("a", "é", "😀", "."), minLength: 1, maxLength: 2 }), (text, search) => {
        expect(replaced(text, query(search, { replace: "$x", matchCase: true }))).toBe(text.replaceAll(search, () => "$x"));
      }),
    );
  });
});
