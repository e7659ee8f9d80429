/**
 * Writes src/wire.gen.ts from the Pydantic models (scripts/wire.py). `--check` writes nothing and fails on drift.
 * The Python that can import gesso is GESSO_PYTHON, ../.venv/bin/python, or python3, whichever comes first.
 */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { compile } from "json-schema-to-typescript";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const venv = here("../../.venv/bin/python");
const python = process.env.GESSO_PYTHON ?? (existsSync(venv) ? venv : "python3");
const target = here("../src/wire.gen.ts");

/** Titles and limits of fields say nothing to TypeScript, and would make a named type of every string. */
function plain(schema, named) {
  if (Array.isArray(schema)) return schema.map((item) => plain(item, false));
  if (schema === null || typeof schema !== "object") return schema;
  const drop = new Set(["maxLength", "minLength", "maxItems", "minItems", "pattern", "minimum", "maximum", "default"]);
  if (!named) drop.add("title");
  return Object.fromEntries(
    Object.entries(schema)
      .filter(([key]) => !drop.has(key) || typeof schema[key] === "object")
      .map(([key, value]) => [key, key === "properties" || key === "$defs" ? fields(value) : plain(value, false)]),
  );
}

function fields(properties) {
  return Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, plain(schema, false)]));
}

const schema = JSON.parse(
  execFileSync(python, [here("wire.py")], {
    env: { ...process.env, PYTHONPATH: here("../..") },
    maxBuffer: 1 << 26,
    encoding: "utf8",
  }),
);
const definitions = Object.fromEntries(
  Object.entries(schema.definitions).map(([name, value]) => [name, { ...plain(value, true), title: name }]),
);
// One root that names every definition: what nothing refers to would not be written.
const root = {
  title: "Everything",
  type: "object",
  additionalProperties: false,
  definitions,
  properties: Object.fromEntries(Object.keys(definitions).map((name) => [name, { $ref: `#/definitions/${name}` }])),
};
const types = await compile(root, "Everything", {
  additionalProperties: false,
  bannerComment: "",
  style: { printWidth: 120 },
});
const body = types.replace(/export interface Everything \{[^}]*\}\n/, "");
const lines = [
  "// Made by scripts/wire.mjs from gesso/room/wire.py and gesso/server/views. Do not edit.",
  "",
  ...Object.entries(schema.literals).map(
    ([name, values]) => `export type ${name} = ${values.map((value) => JSON.stringify(value)).join(" | ")};`,
  ),
  "",
  ...Object.entries(schema.unions).map(([name, members]) => `export type ${name} =\n  | ${members.join("\n  | ")};\n`),
  body.trim(),
  "",
].join("\n");

if (process.argv.includes("--check")) {
  if (!existsSync(target) || readFileSync(target, "utf8") !== lines) {
    console.error("web/src/wire.gen.ts does not fit gesso/room/wire.py and gesso/server/views; run: npm run wire");
    process.exit(1);
  }
} else {
  writeFileSync(target, lines);
  console.log(`wrote src/wire.gen.ts: ${lines.split("\n").length} lines`);
}
