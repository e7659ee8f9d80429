import { describe, expect, it } from "vitest";
import { Text } from "@codemirror/state";
import { inner } from "./drawn";
import { markOf, noteOf } from "./footnotes";
import { markdownParser } from "./markdown";

function nodes(source: string, name: string): string[] {
  const found: string[] = [];
  markdownParser.parse(source).iterate({ enter: (node) => void (node.name === name && found.push(source.slice(node.from, node.to))) });
  return found;
}

describe("math", () => {
  it("is between dollars that hold on to it; prices are not", () => {
    expect(nodes("é $a_1*b*$ 😀 $$x$$ $5 and $6, $ x $ \\$y$ `$c$` $z$2", "InlineMath")).toEqual(["$a_1*b*$", "$$x$$"]);
    expect(nodes("$a*b$ and *c*", "Emphasis")).toEqual(["*c*"]);
  });

  it("is a block until its end, and never swallows more than what follows it", () => {
    expect(nodes("a\n\n$$\n字\n\nb\n$$\n\nafter", "BlockMath")).toEqual(["$$\n字\n\nb\n$$"]);
    expect(nodes("$$x$$\n\nafter", "BlockMath")).toEqual(["$$x$$"]);
    for (const none of ["$$x$$ and words", "$$ is money\n\nand more", "$$x"]) expect(nodes(none, "BlockMath")).toEqual([]);
    expect(nodes("```\n$$\nx\n$$\n```", "BlockMath")).toEqual([]);
    expect(nodes("words\n$$\nx\n$$\nwords", "BlockMath")).toEqual(["$$\nx\n$$"]);
    expect(inner("$$\r\n字\r\n$$", "math")).toBe("字");
    expect(inner("```mermaid\ngraph é\n```", "diagram")).toBe("graph é");
  });
});

describe("footnotes", () => {
  const words = "One[^1] and é[^字].\n\n[^1]: the *note*\ngoes on\n\n[^字]: https://example.org\n";

  it("are marks, and notes that a link definition would not be", () => {
    expect(nodes(words, "FootnoteMark")).toEqual(["[^1]", "[^字]"]);
    expect(nodes(words, "Footnote")).toEqual(["[^1]: the *note*\ngoes on", "[^字]: https://example.org"]);
    expect(nodes(words, "LinkReference")).toEqual([]);
    expect(nodes("[x]: https://example.org", "LinkReference")).toHaveLength(1);
    expect(nodes(words, "Emphasis")).toEqual(["*note*"]);
  });

  it("are found from either side", () => {
    const text = Text.of(words.split("\n"));
    expect(words.slice(noteOf(text, "字"))).toMatch(/^https/);
    expect(words.slice(0, markOf(text, "字"))).toBe("One[^1] and é[^字]");
    expect(noteOf(text, "2")).toBe(-1);
    expect(markOf(Text.of(["[^1]: only"]), "1")).toBe(-1);
  });
});
