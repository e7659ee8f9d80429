/**
 * Fails a build that is too heavy (7-interface): what the browser loads before the conversation is usable, what the
 * editor adds, styles, fonts. Sizes are gzip at level 9 of what was built, counted over static imports.
 */
import { readFileSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const KB = 1024;
const LIMITS = { "shell JS": 180 * KB, "editor JS": 200 * KB, CSS: 25 * KB, fonts: 120 * KB };

const root = fileURLToPath(new URL("../../gesso/web/", import.meta.url));
const chunks = JSON.parse(readFileSync(`${root}build.json`, "utf8"));
const gz = (file) => gzipSync(readFileSync(root + file), { level: 9 }).length;

/** Files of a chunk and of all it imports at once. */
function files(key, found = new Set()) {
  const chunk = chunks[key];
  if (!chunk || found.has(chunk.file)) return found;
  found.add(chunk.file);
  for (const style of chunk.css ?? []) found.add(style);
  for (const other of chunk.imports ?? []) files(other, found);
  return found;
}
const weigh = (names, end) => [...names].filter((name) => name.endsWith(end)).reduce((sum, name) => sum + gz(name), 0);

const shell = files("index.html");
// The words of the interface are loaded before anything is drawn.
for (const name of files("src/locales/en.ts")) shell.add(name);
// Asked for as soon as the first page is drawn, and the first thing that a person sees in a conversation.
for (const name of files("src/shell/Room.tsx")) shell.add(name);
const editor = [...files("src/canvas/index.tsx", files("src/shell/CanvasPanel.tsx"))].filter((name) => !shell.has(name));
const assets = readdirSync(`${root}assets`);
const sizes = {
  "shell JS": weigh(shell, ".js"),
  "editor JS": weigh(editor, ".js"),
  // Pages that come late bring their own.
  CSS: weigh([...shell, ...editor], ".css"),
  // KaTeX's own come only with the first formula.
  fonts: assets.filter((name) => name.endsWith(".woff2") && !name.startsWith("KaTeX_")).reduce((sum, name) => sum + readFileSync(`${root}assets/${name}`).length, 0),
};

let over = false;
for (const [name, size] of Object.entries(sizes)) {
  const bad = size > LIMITS[name] || size === 0;
  over ||= bad;
  console.log(`${bad ? "TOO HEAVY" : "ok"}  ${name}: ${(size / KB).toFixed(1)} of ${LIMITS[name] / KB} KB`);
}
if (over) process.exit(1);
