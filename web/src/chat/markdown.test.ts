// @vitest-environment jsdom
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { i18n } from "../i18n";
import { GrowingBlocks, renderBlock, splitBlocks } from "./markdown";

const ATTACKS = [
  "<script>alert(1)</script>",
  "<img src=x onerror=alert(1)>",
  "<svg/onload=alert(1)>",
  "<svg><script>alert(1)</script></svg>",
  "<math><mi xlink:href=\"javascript:alert(1)\">x</mi></math>",
  "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
  "[x](javascript:alert(1))",
  "[x](JaVaScRiPt:alert(1))",
  "[x](java&#x73;cript:alert(1))",
  "[x](&#106;avascript:alert(1))",
  "[x](\tjavascript:alert(1))",
  "[x](vbscript:msgbox(1))",
  "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
  "![x](javascript:alert(1))",
  "![x\" onerror=\"alert(1)](http://h/x.png)",
  "![t](http://elsewhere/x.png \"onload=alert(1)\")",
  "<javascript:alert(1)>",
  "[ref]: javascript:alert(1)\n\n[x][ref]",
  "<a href=\"javascript:alert(1)\">x</a>",
  "<form action=/api/rooms><input name=x><button>send</button></form>",
  "<style>@import 'http://elsewhere/x.css'</style>",
  "<link rel=stylesheet href=http://elsewhere/x.css>",
  "<base href=http://elsewhere/>",
  "<meta http-equiv=refresh content='0;url=http://elsewhere'>",
  "<object data=http://elsewhere/x></object><embed src=http://elsewhere/x>",
  "<video><source onerror=alert(1)></video>",
  "<details open ontoggle=alert(1)>",
  "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\"></noscript>",
  "<template><img src=x onerror=alert(1)></template>",
  "```\"><img src=x onerror=alert(1)>\nx\n```",
  "```html\n</code></pre><script>alert(1)</script>\n```",
  "`<img src=x onerror=alert(1)>`",
  "| a |\n|---|\n| <img src=x onerror=alert(1)> |",
  "<div style=\"background:url(http://elsewhere)\" class=\"fixed inset-0\" id=root>x</div>",
];

/** What may not be anywhere in a rendered answer. */
function dangers(html: string): string[] {
  const root = document.createElement("div");
  root.innerHTML = html;
  const found: string[] = [];
  for (const element of root.querySelectorAll("*")) {
    if (element.matches("figure.code > figcaption > button[type=button]") && element.attributes.length === 1) continue;
    if (/^(script|style|iframe|object|embed|img|svg|math|form|button|link|base|meta|video|template)$/i.test(element.tagName)) {
      found.push(element.tagName);
    }
    for (const { name, value } of element.attributes) {
      if (/^on|^style$|^id$|^src|^name$/i.test(name)) found.push(`${name}=${value}`);
      if (name === "href" && !/^(https?:|mailto:|#)/.test(value)) found.push(`${name}=${value}`);
      if (name === "class" && value !== "code") found.push(`${name}=${value}`);
    }
  }
  return found;
}

beforeAll(() => {
  i18n.loadAndActivate({ locale: "en", messages: {} });
});

describe("renderBlock", () => {
  it.each(ATTACKS)("makes nothing of %s", (attack) => {
    const whole = splitBlocks(attack).map((block) => renderBlock(block)).join("");
    expect(dangers(whole)).toEqual([]);
    expect(dangers(renderBlock(`Words, ${attack} and **more**`))).toEqual([]);
  });

  it("notices what it forbids", () => {
    expect(dangers("<img src=x onerror=alert(1)>")).not.toEqual([]);
    expect(dangers("<a href='javascript:1'>x</a>")).not.toEqual([]);
  });

  it("keeps what an answer is made of", () => {
    expect(renderBlock("Some **bold**, `code` and [a link](https://example.org).")).toBe(
      '<p>Some <strong>bold</strong>, <code>code</code> and <a href="https://example.org" rel="noopener noreferrer nofollow" target="_blank">a link</a>.</p>\n',
    );
    expect(renderBlock("- [x] done")).toContain('type="checkbox"');
    expect(renderBlock("```py\nprint('é😀字')\n```")).toContain("<figcaption>py<button type=\"button\">Copy</button></figcaption>");
  });

  it("shows HTML as the text that it is", () => {
    expect(renderBlock("a <b>c</b>")).toContain("&lt;b&gt;");
  });
});

const PIECES = ["# Head\n", "words ", "é😀字 ", "\n", "\n\n", "- item\n", "1. one\n", "> said\n", "```js\n", "```\n", "| a | b |\n|---|---|\n| 1 | 2 |\n", "**bold** ", "    indented\n", "---\n", "* * *\n", "\r\n"];

describe("GrowingBlocks", () => {
  it("ends with the same text, whatever comes and however", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...PIECES), { maxLength: 40 }), (pieces) => {
        const growing = new GrowingBlocks();
        let text = "";
        for (const piece of pieces) growing.update((text += piece));
        const normal = (html: string) => html.replace(/\s+/g, " ");
        const once = splitBlocks(text);
        expect(growing.update(text).join("")).toBe(once.join(""));
        expect(normal(growing.update(text).map((block) => renderBlock(block)).join(""))).toBe(normal(once.map((block) => renderBlock(block)).join("")));
      }),
      { numRuns: 300 },
    );
  });
});

it("makes links of citations, not of code or of links", () => {
  const html = renderBlock("It burned [1], `a[2]`, [3](https://x.org/) and [4]: no.", true);
  expect(html).toContain('href="#cite-1"');
  expect(html).not.toMatch(/cite-[234]/);
  expect(renderBlock("It burned [1].")).not.toContain("cite-");
});
