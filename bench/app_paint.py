"""How long an app takes from its insertion into a page to its first paint, and what its bundles weigh.

    python bench/app_paint.py

In Chromium without a window, over loopback, three browsers one after the other. Cold: the first app of a new profile,
so that the sandbox's page and the bundles are fetched. Warm: the same app again in the same page.
"""

import asyncio
import gzip
from pathlib import Path
from statistics import median

from gesso.app_browser import Desk, client_files, opened, require_browser, serving

APPS = {
    "one paragraph, no bundle": 'export default (root) => { root.textContent = "Hello"; }',
    "React": "export default function App() { return <p>Hello</p>; }",
    "React and three": (
        'import { useEffect, useRef } from "react"; import * as THREE from "three";'
        "export default function App() { const at = useRef(null);"
        " useEffect(() => { const r = new THREE.WebGLRenderer(); r.setSize(300, 200);"
        " at.current.append(r.domElement); const s = new THREE.Scene();"
        " s.add(new THREE.Mesh(new THREE.SphereGeometry(1), new THREE.MeshBasicMaterial({ color: 0xffcc33 })));"
        " const c = new THREE.PerspectiveCamera(); c.position.z = 5; r.render(s, c); }, []);"
        " return <div ref={at} />; }"
    ),
    "React and vega-lite": (
        'import { useEffect, useRef } from "react"; import embed from "vega-embed";'
        "export default function App() { const at = useRef(null); useEffect(() => { embed(at.current, { data: { values:"
        ' [{ a: 1, b: 2 }] }, mark: "bar", encoding: { x: { field: "a" }, y: { field: "b" } } }); }, []);'
        " return <div><p>Chart</p><div ref={at} /></div>; }"
    ),
}
RUNS = 3
AGAIN = 4


async def measure(code: str) -> tuple[float, float]:
    """Milliseconds, cold and warm (the median of the later ones)."""
    async with serving(Desk(client_files())) as port, opened(require_browser()) as tabs:
        asked = {
            "origin": f"http://127.0.0.1:{port}", "code": code, "language": "tsx", "picture": False,
            "timeout_ms": 30_000, "watch_ms": 100,
        }  # fmt: skip
        told = await tabs.run(f"http://localhost:{port}/check.html", [asked] * (1 + AGAIN), 40)
    first, *later = [float(each["painted_ms"]) for each in told]
    return first, median(later)


async def main() -> None:
    print("| app | cold, ms | warm, ms |\n|---|---:|---:|")
    for name, code in APPS.items():
        found = [await measure(code) for _ in range(RUNS)]
        print(f"| {name} | {median(cold for cold, _ in found):.0f} | {median(warm for _, warm in found):.0f} |")
    print("\n| bundle | KB | KB packed |\n|---|---:|---:|")
    for path in sorted((Path(__file__).parent.parent / "gesso" / "web" / "assets").glob("app-*.js")):
        data = path.read_bytes()
        print(f"| {path.name.split('-')[1]} | {len(data) / 1024:.0f} | {len(gzip.compress(data, 9)) / 1024:.0f} |")


if __name__ == "__main__":
    asyncio.run(main())
