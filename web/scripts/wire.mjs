/**
 * Writes src/wire.gen.ts and src/widgets/catalogue.gen.ts from the Pydantic models (scripts/wire.py). `--check` writes
 * nothing and fails on drift.
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
const widgets = here("../src/widgets/catalogue.gen.ts");

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

/** The catalogue of widgets: its types, and the schema itself, which the page holds every widget to. */
async function catalogue({ $defs, oneOf }) {
  const named = Object.fromEntries(Object.entries($defs).map(([name, value]) => [name, { ...plain(value, true), title: name }]));
  const made = await compile(
    JSON.parse(JSON.stringify({ title: "Everything", type: "object", additionalProperties: false, definitions: named, properties: Object.fromEntries(Object.keys(named).map((name) => [name, { $ref: `#/$defs/${name}` }])) }).replaceAll("#/$defs/", "#/definitions/")),
    "Everything",
    { additionalProperties: false, bannerComment: "", style: { printWidth: 120 } },
  );
  const bare = (value, key) =>
    Array.isArray(value)
      ? value.map((item) => bare(item))
      : value !== null && typeof value === "object"
        ? Object.fromEntries(
            Object.entries(value)
              .filter(([name]) => key === "properties" || key === "$defs" || !["title", "description", "default"].includes(name))
              .map(([name, item]) => [name, bare(item, key === "properties" || key === "$defs" ? "" : name)]),
          )
        : value;
  const names = oneOf.map((each) => each.$ref.split("/").pop()).sort();
  return [
    "// Made by scripts/wire.mjs from gesso/widgets/catalogue.py. Do not edit.",
    "",
    `export type Widget =\n  | ${names.join("\n  | ")};`,
    "",
    made.replace(/export interface Everything \{[^}]*\}\n/, "").replace(/^( +)kind\?: /gm, "$1kind: ").trim(),
    "",
    `export const SCHEMA = ${JSON.stringify(bare({ $defs }))};`,
    "",
  ].join("\n");
}

const written = { [target]: lines, [widgets]: await catalogue(schema.widgets) };
for (const [file, content] of Object.entries(written)) {
  if (!process.argv.includes("--check")) {
    writeFileSync(file, content);
    console.log(`wrote ${file}: ${content.split("\n").length} lines`);
  } else if (!existsSync(file) || readFileSync(file, "utf8") !== content) {
    console.error(`${file} does not fit gesso/room/wire.py, gesso/server/views and gesso/widgets; run: npm run wire`);
    process.exit(1);
  }
}
