"""What the first ten minutes of a demanding user still ask for: ported code that runs, an app with the cable out.

docs/ten-minutes.md says which test holds each of the twelve.
"""

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Route, async_playwright, expect

from gesso.sandbox.finding import find_tier

from .conftest import desk, launch
from .rules import call, say, when
from .test_journeys import answered, ask

pytestmark = pytest.mark.browser

SCRIPT = 'const total = (rows) => rows.reduce((sum, row) => sum + row, 0);\nconsole.log("Total", total([20, 22]));\n'
PORTED = 'def total(rows):\n    return sum(rows)\n\n\nprint("Total", total([20, 22]))\n'
CUBE = """import { useEffect, useRef, useState } from "react";
import * as THREE from "three";

export default function App() {
  const place = useRef<HTMLCanvasElement>(null);
  const [turned, turn] = useState(0);
  const [seen, see] = useState("nothing");
  useEffect(() => {
    const renderer = new THREE.WebGLRenderer({ canvas: place.current!, preserveDrawingBuffer: true });
    const cube = new THREE.Mesh(new THREE.BoxGeometry(), new THREE.MeshBasicMaterial({ color: "#ff0000" }));
    cube.rotation.y = turned;
    const camera = new THREE.PerspectiveCamera(50, 1, 0.1, 10);
    camera.position.z = 2;
    renderer.render(new THREE.Scene().add(cube), camera);
    const pixel = new Uint8Array(4);
    const gl = renderer.getContext();
    gl.readPixels(place.current!.width / 2, place.current!.height / 2, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, pixel);
    see(pixel[0] > 200 && pixel[1] < 50 ? "a red cube" : "nothing");
    return () => renderer.dispose();
  }, [turned]);
  return <main><h1>Cube</h1><canvas ref={place} width="200" height="200" /><p>Seen: {seen}, turned {turned} times</p>
    <button onClick={() => turn(turned + 1)}>Turn</button></main>;
}
"""
RULES = [
    {"tool": ".*", "steps": [say("Done.")]},
    when("sums numbers", call("open_canvas", {"kind": "code", "title": "Sum", "language": "js", "text": SCRIPT})),
    when("Port the code to Python", call("rewrite", {"language": "python", "text": PORTED})),
    when("turning cube", call("open_canvas", {"kind": "code", "title": "Cube", "language": "tsx", "text": CUBE}, 200)),
]  # fmt: skip


async def test_ported_code_runs_and_an_app_of_react_and_three_needs_no_network(tmp_path: Path) -> None:
    async with async_playwright() as playwright:
        browser = await launch(playwright, "--enable-unsafe-swiftshader")
        async with desk(browser, tmp_path, RULES) as (page, _):
            home, cut = urlsplit(page.url).port, []  # the frame's origin is another name of this host

            async def only_home(route: Route) -> None:
                if urlsplit(route.request.url).port == home:
                    await route.continue_()
                else:
                    cut.append(route.request.url)
                    await route.abort()

            await page.context.route("**/*", only_home)
            await ask(page, "A script that sums numbers")
            await answered(page)
            await page.get_by_role("button", name="Shortcuts", exact=True).click()
            await page.get_by_role("button", name="Port").click()
            await page.get_by_role("button", name="Python", exact=True).click()
            await answered(page, count=2)
            if find_tier().tier is not None:
                await page.get_by_role("button", name="Run", exact=True).click()
                await expect(page.get_by_role("log", name="Output")).to_contain_text("Total 42")

            await ask(page, "A turning cube in React and three.js")
            await answered(page, count=3)
            app = page.frame_locator("iframe")
            await expect(app.get_by_text("Seen: a red cube, turned 0 times")).to_be_visible(timeout=60_000)
            await app.get_by_role("button", name="Turn").click()
            await expect(app.get_by_text("Seen: a red cube, turned 1 times")).to_be_visible()
            assert cut == [], "not one request leaves the host"
            await page.screenshot(path=tmp_path / "cube.png")
        await browser.close()
