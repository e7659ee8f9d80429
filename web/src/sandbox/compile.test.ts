/** @vitest-environment jsdom */
import { expect, it } from "vitest";
import { CannotCompile, compile } from "./compile";

const refused = (code: string, language: "tsx" | "html" = "tsx") => {
  try {
    compile(code, language);
  } catch (error) {
    if (error instanceof CannotCompile) return error.app;
  }
  throw new Error("was compiled");
};

it("translates TSX, keeps its lines and finds what it imports", () => {
  const made = compile('import * as THREE from "three";\nimport { OrbitControls } from "three/addons/controls/OrbitControls.js";\nexport default function App(): JSX.Element {\n  return <p>{THREE.REVISION as string}</p>;\n}', "tsx");
  expect([...made.bundles].sort()).toEqual(["react", "three"]);
  expect(made.code.split("\n")[2]).toContain("function App()");
  expect(compile("export default (root) => { root.textContent = 'x' }", "tsx").bundles.size).toBe(0);
});

it("says where it cannot be read, what cannot be imported and what is too long", () => {
  expect(refused("const x = ;")).toMatchObject({ kind: "compile", message: expect.stringContaining("line 1") });
  expect(refused('import { LineChart } from "recharts"; export default () => <LineChart />')).toMatchObject({ kind: "import", message: expect.stringContaining("recharts") });
  expect(refused(`export default "${"x".repeat(5_000_000)}"`)).toMatchObject({ kind: "too-large" });
  expect(refused("  ")).toMatchObject({ kind: "compile" });
  expect(refused('<script src="https://cdn.example/jquery.js"></script>', "html")).toMatchObject({ kind: "import" });
});

it("takes a page apart without what loads, and knows the scripts that are here", () => {
  const { html, bundles } = compile(
    `<!doctype html><html lang="de" class="x"><head><title>T</title><meta http-equiv="refresh" content="0;url=//x"><link rel="stylesheet" href="//x"><base href="//x"><style>p{color:red}</style>
     <script src="https://d3js.org/d3.v7.min.js"></script><script type="importmap">{"imports":{}}</script></head>
     <body style="margin:9px"><p>Hi</p><iframe src="//x"></iframe><object data="//x"></object><script>one()</script>
     <script type="module">import * as THREE from "https://cdn.example/three@0.160/build/three.module.js"; two(THREE)</script></body></html>`,
    "html",
  );
  expect(html?.title).toBe("T");
  expect(html?.body).toContain("<p>Hi</p>");
  expect(html?.body).not.toMatch(/iframe|object|script/);
  expect(html?.styles).toEqual(["p{color:red}"]);
  expect(html?.attributes).toEqual({ html: [["lang", "de"], ["class", "x"]], body: [["style", "margin:9px"]] });
  expect(html?.scripts.map((script) => script.module)).toEqual([false, true]);
  expect(html?.scripts[1]?.code).toMatch(/require\('three'\)/);
  expect([...bundles].sort()).toEqual(["d3", "three"]);
});
