"""Apps as models write them, good and bad, run by `gesso app check` in real Chromium."""

import pytest

from gesso.app_check import Checked, check_apps, render_checked

pytestmark = pytest.mark.browser

EVERYTHING = """
import { useEffect, useRef, useState } from "react";
import * as THREE from "three";
import { OrbitControls } from "three/addons/controls/OrbitControls.js";
import * as d3 from "d3";
import * as Plot from "@observablehq/plot";
import embed from "vega-embed";
import Papa from "papaparse";
import katex from "katex";
import { doc, kv } from "gesso";

export default function App({ params }: { params: Record<string, number> }) {
  const place = useRef<HTMLDivElement>(null);
  const [said, say] = useState("");
  useEffect(() => {
    type Row = { x: number; y: number };
    const rows = Papa.parse("x,y\\n1,2\\n2,5", { header: true, dynamicTyping: true }).data as Row[];
    place.current!.append(Plot.plot({ marks: [Plot.dot(rows, { x: "x", y: "y" })] }));
    const chart = document.createElement("div");
    place.current!.append(chart);
    void embed(chart, { data: { values: rows }, mark: "bar", encoding: { x: { field: "x", type: "ordinal" } } });
    new OrbitControls(new THREE.PerspectiveCamera(), document.createElement("div"));
    const kept = kv.set("n", d3.mean([1, 2, 3])).then(() => Promise.all([kv.get("n"), doc.read()]));
    void kept.then(([n]) => say(`kept ${n}`));
  }, []);
  const formula = { __html: katex.renderToString("x^2") };
  return <main><h1 dangerouslySetInnerHTML={formula} /><p>{said}</p><div ref={place} /></main>;
}
"""
PAGE = """<!doctype html><title>Dots</title><script src="https://d3js.org/d3.v7.min.js"></script><svg id="s"></svg>
<script>window.onload = () => d3.select("#s").append("circle").attr("r", 20)</script>"""
GOOD = {"everything": (EVERYTHING, "tsx"), "a page": (PAGE, "html"),
        "no React": ("export default (root, gesso) => { root.textContent = gesso.may.join() }", "tsx")}  # fmt: skip
BAD = {
    "throw": ("export default function App() {\n  const it = null as any;\n  return <p>{it.name}</p>;\n}", "tsx"),
    "import": ('import { LineChart } from "recharts";\nexport default () => <LineChart />;', "tsx"),
    "syntax": ("export default function App() { return <p>open; }", "tsx"),
    "too long": (f"export default () => <p>{'x' * 5_000_000}</p>;", "tsx"),
    "nothing": ("export default function App() { return null; }", "tsx"),
    "password": ("<form><label>Password <input type=password></label></form>", "html"),
    "flood": (
        "export default () => { for (let i = 0; i < 1e5; i++) gesso.kv.get('x').catch(() => 0); return <p>x</p> }",
        "tsx",
    ),
    "reaches": (
        'export default () => { fetch("http://a.invalid/b").catch(() => 0); new Image().src = "http://a.invalid/c";'
        ' const f = document.createElement("form"); f.action = "http://a.invalid/d"; f.submit(); return <p>x</p> }',
        "tsx",
    ),
    "leaves": ('export default () => { location.href = "http://a.invalid/"; return <p>x</p> }', "tsx"),
    "loop": ("export default () => { for (;;); }", "tsx"),
}


async def test_good_apps_run_clean_and_bad_ones_say_why() -> None:
    found = dict(zip([*GOOD, *BAD], await check_apps([*GOOD.values(), *BAD.values()], 25.0), strict=True))
    for name in GOOD:
        assert found[name].clean and found[name].painted_ms, (name, found[name])
    assert not any(found[name].clean for name in BAD)

    def said(name: str) -> list[tuple[str, str]]:
        return [(error["kind"], error["message"]) for error in found[name].errors]

    [(kind, words)] = said("throw")
    assert kind == "react" and "null" in words and "app.tsx:3" in render_checked("x", found["throw"])
    [(kind, words)] = said("import")
    assert kind == "import" and "“recharts”" in words and "three" in words and found["import"].state == "failed"
    [(kind, words)] = said("syntax")
    assert kind == "compile" and "line 1" in words
    assert said("too long")[0][0] == "too-large" and "5.0 MB" in said("too long")[0][1]
    assert [kind for kind, _ in said("nothing")] == ["blank"] and found["nothing"].painted_ms is None
    assert [kind for kind, _ in said("password")] == ["password"]
    assert said("flood")[-1][0] == "flood" and found["flood"].state == "failed"
    assert said("leaves")[-1][0] == "blocked" and found["leaves"].state == "failed"
    assert said("loop")[-1][0] == "stuck"
    attempts = {(each["kind"], each["address"]) for each in found["reaches"].blocked}
    assert {
        ("fetch", "http://a.invalid/b"),
        ("image", "http://a.invalid/c"),
        ("form", "http://a.invalid/d"),
    } <= attempts
    assert "tried to reach: fetch http://a.invalid/b" in render_checked("x", found["reaches"])


def test_what_is_printed_says_how_it_ended() -> None:
    clean = Checked("running", [], [], 120.4, None)
    assert render_checked("a.tsx", clean) == "a.tsx: runs clean, first paint after 120 ms" and clean.clean
    assert not Checked("running", [], [{"kind": "fetch", "address": "x"}], 1.0, None).clean
