/**
 * The languages that code is coloured in. Each is fetched when first needed; this list itself is small.
 */

import { LanguageDescription, LanguageSupport, StreamLanguage, type StreamParser } from "@codemirror/language";

async function stream(parser: Promise<StreamParser<unknown>>): Promise<LanguageSupport> {
  return new LanguageSupport(StreamLanguage.define(await parser));
}

const { of } = LanguageDescription;

export const LANGUAGES: readonly LanguageDescription[] = [
  of({ name: "Python", alias: ["py", "python3"], extensions: ["py"], load: () => import("@codemirror/lang-python").then((m) => m.python()) }),
  of({ name: "JavaScript", alias: ["js", "mjs", "node"], extensions: ["js"], load: () => import("@codemirror/lang-javascript").then((m) => m.javascript()) }),
  of({ name: "JSX", alias: ["react"], extensions: ["jsx"], load: () => import("@codemirror/lang-javascript").then((m) => m.javascript({ jsx: true })) }),
  of({ name: "TypeScript", alias: ["ts"], extensions: ["ts"], load: () => import("@codemirror/lang-javascript").then((m) => m.javascript({ typescript: true })) }),
  of({ name: "TSX", extensions: ["tsx"], load: () => import("@codemirror/lang-javascript").then((m) => m.javascript({ jsx: true, typescript: true })) }),
  of({ name: "HTML", alias: ["htm"], extensions: ["html"], load: () => import("@codemirror/lang-html").then((m) => m.html()) }),
  of({ name: "CSS", extensions: ["css"], load: () => import("@codemirror/lang-css").then((m) => m.css()) }),
  of({ name: "JSON", alias: ["jsonl", "json5"], extensions: ["json"], load: () => import("@codemirror/lang-json").then((m) => m.json()) }),
  of({ name: "SQL", alias: ["sqlite", "postgres", "mysql"], extensions: ["sql"], load: () => import("@codemirror/lang-sql").then((m) => m.sql()) }),
  of({ name: "YAML", alias: ["yml"], extensions: ["yaml"], load: () => import("@codemirror/lang-yaml").then((m) => m.yaml()) }),
  of({ name: "XML", alias: ["svg"], extensions: ["xml"], load: () => import("@codemirror/lang-xml").then((m) => m.xml()) }),
  of({ name: "Java", extensions: ["java"], load: () => import("@codemirror/lang-java").then((m) => m.java()) }),
  of({ name: "C++", alias: ["cpp", "c", "h", "hpp"], extensions: ["cpp"], load: () => import("@codemirror/lang-cpp").then((m) => m.cpp()) }),
  of({ name: "Rust", alias: ["rs"], extensions: ["rs"], load: () => import("@codemirror/lang-rust").then((m) => m.rust()) }),
  of({ name: "Go", alias: ["golang"], extensions: ["go"], load: () => import("@codemirror/lang-go").then((m) => m.go()) }),
  of({ name: "PHP", extensions: ["php"], load: () => import("@codemirror/lang-php").then((m) => m.php()) }),
  of({ name: "Shell", alias: ["bash", "sh", "zsh", "console"], extensions: ["sh"], load: () => stream(import("@codemirror/legacy-modes/mode/shell").then((m) => m.shell)) }),
  of({ name: "Ruby", alias: ["rb"], extensions: ["rb"], load: () => stream(import("@codemirror/legacy-modes/mode/ruby").then((m) => m.ruby)) }),
  of({ name: "C#", alias: ["csharp", "cs"], extensions: ["cs"], load: () => stream(import("@codemirror/legacy-modes/mode/clike").then((m) => m.csharp)) }),
  of({ name: "Kotlin", alias: ["kt"], extensions: ["kt"], load: () => stream(import("@codemirror/legacy-modes/mode/clike").then((m) => m.kotlin)) }),
  of({ name: "Swift", extensions: ["swift"], load: () => stream(import("@codemirror/legacy-modes/mode/swift").then((m) => m.swift)) }),
  of({ name: "Lua", extensions: ["lua"], load: () => stream(import("@codemirror/legacy-modes/mode/lua").then((m) => m.lua)) }),
  of({ name: "R", extensions: ["r"], load: () => stream(import("@codemirror/legacy-modes/mode/r").then((m) => m.r)) }),
  of({ name: "TOML", extensions: ["toml"], load: () => stream(import("@codemirror/legacy-modes/mode/toml").then((m) => m.toml)) }),
  of({ name: "Dockerfile", alias: ["docker"], load: () => stream(import("@codemirror/legacy-modes/mode/dockerfile").then((m) => m.dockerFile)) }),
  of({ name: "Diff", alias: ["patch"], load: () => stream(import("@codemirror/legacy-modes/mode/diff").then((m) => m.diff)) }),
];

/** The language a fence or a canvas names, by name, alias or file ending; null for none of ours. */
export function findLanguage(name: string): LanguageDescription | null {
  const wanted = name.trim().split(/[\s,{]/, 1)[0]?.toLowerCase() ?? "";
  if (!wanted) return null;
  return (
    LANGUAGES.find((each) => each.name.toLowerCase() === wanted || each.alias.includes(wanted) || each.extensions.includes(wanted)) ?? null
  );
}
