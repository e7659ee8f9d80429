/** @vitest-environment jsdom */
import { describe, expect, it } from "vitest";
import { markdownFor, placed } from "./paste";
import { altOf, storedPicture } from "./pictureAddress";
import { gridOf, hasStructure, toMarkdown } from "./pasted";

describe("toMarkdown", () => {
  it("takes over headings, paragraphs, emphasis, links and code", () => {
    const html = '<h2>Été 😀</h2><p>A <b>bold</b><strong> one</strong>, <em>new</em> and <del>old</del>: <a href="https://example.org/a_(b)">字 here</a>, <code>a`b</code>.</p><hr><pre><code class="language-py">x = 1\n  y</code></pre>';
    expect(toMarkdown(html)).toBe("## Été 😀\n\nA **bold one**, *new* and ~~old~~: [字 here](https://example.org/a_%28b%29), `` a`b ``.\n\n---\n\n```py\nx = 1\n  y\n```");
  });

  it("leaves out scripts, styles, pictures in the address and bad links", () => {
    const html = '<style>p{color:red}</style><script>alert(1)</script><p style="color:red" onclick="x()">Hi <a href="javascript:alert(1)">you</a><img src="data:image/png;base64,x" alt="y"><iframe src="https://example.org"></iframe></p><template><p>no</p></template>';
    expect(toMarkdown(html)).toBe("Hi you");
  });

  it("keeps signs that stand for themselves", () => {
    expect(toMarkdown("<p>1. * [x] _a_ snake_case # &lt;b&gt;</p><p># no heading</p><p>- no item</p>")).toBe("1\\. \\* \\[x\\] \\_a\\_ snake_case # \\<b>\n\n\\# no heading\n\n\\- no item");
  });

  it("nests lists, in the item or beside it as Google Docs does", () => {
    expect(toMarkdown("<ul><li>a<ol><li>b</li><li>c</li></ol></li><li><p>d</p></li></ul>")).toBe("- a\n  1. b\n  2. c\n- d");
    expect(toMarkdown("<ol><li>a</li><ul><li>b</li></ul><li>c</li></ol>")).toBe("1. a\n   - b\n2. c");
    expect(toMarkdown('<ul><li><input type="checkbox" checked> done</li><li><input type="checkbox"> open</li></ul>')).toBe("- [x] done\n- [ ] open");
  });

  it("reads Google Docs", () => {
    const html = '<meta charset="utf-8"><b style="font-weight:normal;" id="docs-internal-guid-1"><h1 dir="ltr"><span style="font-weight:400">Title</span></h1><p dir="ltr"><span style="font-weight:400">Plain </span><span style="font-weight:700">bold</span><span style="font-weight:400;font-style:italic"> slanted</span></p><ul><li dir="ltr" role="checkbox" aria-checked="true"><p><span>one</span></p></li></ul></b>';
    expect(toMarkdown(html)).toBe("# Title\n\nPlain **bold** *slanted*\n\n- [x] one");
  });

  it("reads Word", () => {
    const item = (level: number, bullet: string, words: string) =>
      `<p class="MsoListParagraph" style="mso-list:l0 level${level} lfo1"><![if !supportLists]><span style="mso-list:Ignore">${bullet}<span>&nbsp; </span></span><![endif]>${words}<o:p></o:p></p>`;
    const html = `<html xmlns:o="urn:x"><body><p class="MsoTitle">The title</p><h1>Part<o:p></o:p></h1><p class="MsoNormal">Words <b>here</b><o:p>&nbsp;</o:p></p>${item(1, "·", "one é")}${item(2, "o", "inner")}${item(1, "·", "two")}<p class="MsoNormal"><o:p>&nbsp;</o:p></p>${item(1, "1.", "eins")}${item(1, "2.", "zwei")}</body></html>`;
    expect(toMarkdown(html)).toBe("# The title\n\n# Part\n\nWords **here**\n\n- one é\n   - inner\n- two\n1. eins\n2. zwei");
  });

  it("makes tables, also of a spreadsheet", () => {
    const html = "<table><tr><th>Name</th><th><b>Größe</b></th></tr><tr><td>a|b</td><td>1<br>2</td></tr><tr><td colspan=2>字</td></tr></table>";
    expect(toMarkdown(html)).toBe("| Name | Größe |\n| --- | --- |\n| a\\|b | 1<br>2 |\n| 字 |  |");
    expect(gridOf(html)).toEqual([["Name", "Größe"], ["a|b", "12"], ["字"]]);
    expect(toMarkdown("<table><tr><td><p>A mail</p><p>in a table</p></td></tr></table>")).toBe("A mail\nin a table");
  });

  it("quotes, and breaks lines", () => {
    expect(toMarkdown("<blockquote><p>a</p><p>b</p></blockquote><p>c<br>d</p>")).toBe("> a\n>\n> b\n\nc\\\nd");
  });

  it("is quiet about nothing, and survives nonsense", () => {
    for (const nothing of ["", "<p>&nbsp;</p>", "<div><br></div>", "<!-- x -->"]) expect(toMarkdown(nothing)).toBe("");
    expect(toMarkdown(`${"<div>".repeat(500)}x`)).toBe("x");
    expect(toMarkdown("<p>a<li>b</p></b></table>c")).toContain("b");
  });
});

describe("hasStructure", () => {
  it("knows when the plain words say it all", () => {
    expect(hasStructure("<meta charset=utf-8><span style='color:red'>words</span>")).toBe(false);
    expect(hasStructure("<p>one</p><p>two</p>")).toBe(true);
    expect(hasStructure("<span style='font-weight:700'>bold</span>")).toBe(true);
  });
});

describe("a paste", () => {
  it("is a table, Markdown or just the words", () => {
    expect(markdownFor("", "a\tb\n1\t2")).toBe("| a | b |\n| --- | --- |\n| 1 | 2 |");
    expect(markdownFor("<p>é <b>😀</b></p>", "é 😀")).toBe("é **😀**");
    expect(markdownFor("<span>字</span>", "字")).toBeNull();
  });

  it("puts blocks on lines of their own", () => {
    expect(placed("before ", "", "# A\n\nb")).toBe("\n\n# A\n\nb");
    expect(placed("", " after", "- a\n- b")).toBe("- a\n- b\n\n");
    expect(placed("before ", " after", "a **b**")).toBe("a **b**");
  });
});

describe("pictures", () => {
  it("are fetched as the page may", () => {
    const file = `file_${"0".repeat(20)}`;
    expect(storedPicture(`files/${file}.png`, undefined)).toBe(`/api/files/${file}`);
    expect(storedPicture(`files/${file}`, "s_x/y")).toBe(`/api/shared/s_x%2Fy/files/${file}`);
    for (const other of ["files/x.png", `../files/${file}.png`, `https://example.org/files/${file}.png`, `files/${file}/../x`]) expect(storedPicture(other, undefined)).toBeNull();
  });

  it("have words only where the name says something", () => {
    expect(altOf("Été_am_Meer.jpg")).toBe("Été am Meer");
    for (const none of ["image.png", "IMG_2024.JPG", "Screenshot 2026-01-02 (3).png", ""]) expect(altOf(none)).toBe("");
  });
});
