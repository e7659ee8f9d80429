// @vitest-environment jsdom
import fc from "fast-check";
import { act } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { i18n } from "../i18n";
import { emptyRoom, type Acted } from "../room/state";
import { useRoom } from "../room/store";
import cases from "./cases.json";
import type { Plan, Widget as Value } from "./catalogue.gen";
import { pieces } from "./DiffView";
import { ticked } from "./Doing";
import { fenceOf, keyOf } from "./key";
import { read } from "./read";
import { specOf } from "./spec";
import Widget from "./Widget";

vi.mock("../data/vega", () => ({ draw: () => Promise.resolve(() => undefined) })); // drawn in the browser test

interface Case {
  readonly about: string;
  readonly good: boolean;
  readonly widget?: Record<string, unknown>;
  readonly source?: string;
  readonly words?: string;
}
const CASES = cases as unknown as readonly Case[];
const sourceOf = (each: Case) => each.source ?? JSON.stringify(each.widget);
const GOOD = CASES.filter((each) => each.good);
const example = (kind: string) => GOOD.find((each) => each.widget?.["kind"] === kind)!.widget!;

let place: HTMLElement;
let root: Root;
beforeAll(() => {
  i18n.loadAndActivate({ locale: "en", messages: {} });
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });
});
beforeEach(() => {
  place = document.body.appendChild(document.createElement("div"));
  root = createRoot(place);
});
afterEach(() => {
  act(() => root.unmount());
  place.remove();
  useRoom.setState({ room: emptyRoom("") });
});
const draw = (source: string, more: object = {}) =>
  act(() => root.render(<Widget source={source} at={{ room: "room_1", place: "msg_1", key: "k", mayAct: true, me: "user_1" }} {...more} />));
const acted = (...acts: Partial<Acted>[]) =>
  act(() => useRoom.setState({ room: { ...emptyRoom("room_1"), members: { user_1: { id: "user_1", name: "Ann", role: "owner" }, user_2: { id: "user_2", name: "Ben", role: "edit" } }, acts: acts.map((each) => ({ place: "msg_1", widget: "k", act: "tick", values: {}, by: "user_1", ...each })) } }));

it("reads as the server does, and keeps the words of what it refuses", () => {
  for (const each of CASES) {
    const found = read(sourceOf(each));
    expect(found.widget !== null, `${each.about}: ${found.why}`).toBe(each.good);
    if (!found.widget) expect(found.words, each.about).toBe(each.words ?? sourceOf(each));
  }
});

it("draws every kind under its name", { timeout: 30_000 }, () => {
  for (const each of GOOD) {
    draw(sourceOf(each));
    const figure = place.querySelector("figure")!;
    expect(figure.getAttribute("aria-label")).toBe(each.widget!["label"]);
    expect(figure.dataset["widget"]).toBe(each.widget!["kind"]);
    expect(figure.querySelector(".w-words"), each.about).toBeNull();
  }
});

it("shows the reason and the words of what is none", () => {
  for (const each of CASES.filter((one) => !one.good)) {
    draw(sourceOf(each));
    expect(place.querySelector(".w-why")!.textContent, each.about).not.toBe("");
    expect(place.querySelector(".w-words")!.textContent).toBe(each.words ?? sourceOf(each));
    expect(place.querySelector("figure")!.querySelectorAll("script, iframe, img, a, form").length).toBe(0);
  }
});

const HOSTILE = ["<script>alert(1)</script>", "<img src=//evil.example onerror=alert(1)>", "![x](https://evil.example/a.png)", "[x](javascript:alert(1))", "<iframe src=//evil.example>", "<svg/onload=alert(1)>", "{{7*7}}", "datum.constructor", "</figcaption><b>", "&lt;b&gt;", "é😀字\u202e", "`"];
const words = fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ minLength: 1, maxLength: 30 })).map((each) => (each.trim() && each.isWellFormed() && !each.includes("\u0000") ? each : "x"));
const FIXED = new Set(["kind", "tone", "mark", "trend", "input", "language", "address", "unit"]);
const filled = (value: unknown, next: () => string, key = ""): unknown => {
  if (Array.isArray(value)) return value.map((item) => filled(item, next));
  if (typeof value === "object" && value !== null) return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, filled(item, next, name)]));
  return typeof value === "string" && !FIXED.has(key) ? next().slice(0, 39).trim() || "x" : value;
};

it("makes no markup and loads nothing, whatever the words of whatever property", { timeout: 30_000 }, () => {
  const addresses = new Set(["https://example.org/wind", "https://example.org/t"]);
  fc.assert(
    fc.property(fc.constantFrom(...GOOD), fc.array(words, { minLength: 40, maxLength: 40 }), (each, given) => {
      let at = 0;
      const made = filled(each.widget, () => given[at++ % given.length]!) as Record<string, unknown>;
      if (!read(JSON.stringify(made)).widget) return; // two of one name
      draw(JSON.stringify(made));
      expect(place.querySelector("script, iframe, img, object, embed, video, audio, link, style, base, meta, [src], [srcset], [srcdoc], [background], [action], [formaction], [poster], [ping]")).toBeNull();
      for (const element of place.querySelectorAll("*")) {
        for (const { name, value } of element.attributes) {
          expect(name.startsWith("on"), `${element.tagName} ${name}`).toBe(false);
          expect(name === "style" && /url|expression|@import/i.test(value)).toBe(false);
        }
      }
      const markdown = made["kind"] === "text" || made["kind"] === "callout";
      for (const link of place.querySelectorAll("a")) {
        const address = link.getAttribute("href") ?? "";
        expect(markdown ? /^(?:https?:|mailto:|#|$)/i.test(address) : addresses.has(address), address).toBe(true);
        expect(link.getAttribute("rel")).toContain("noopener");
      }
    }),
    { numRuns: 60 },
  );
});

it("draws charts from the rows alone: no address, no expression, fields that are no paths", () => {
  fc.assert(
    fc.property(fc.constantFrom("bar", "line", "area", "point", "pie"), fc.array(words, { minLength: 3, maxLength: 8 }), words, (mark, names, name) => {
      const columns = mark === "pie" ? [name, "b"] : [name, "b", `${name}2`];
      const spec = specOf({ kind: "chart", label: name, mark: mark as "bar", columns, rows: names.map((each, at) => (mark === "pie" ? [each, at] : [each, at, 1])) });
      const keys = new Set<string>();
      JSON.stringify(spec, (key, value: unknown) => (keys.add(key), value));
      for (const bad of ["url", "expr", "signal", "transform", "params", "href", "datum", "test", "calculate"]) expect(keys.has(bad), bad).toBe(false);
      const fields: unknown[] = [];
      JSON.stringify(spec, (key, value: unknown) => (key === "field" && fields.push(value), value));
      expect(fields.every((field) => /^c[012]$/.test(String(field)))).toBe(true);
    }),
  );
  expect((specOf({ ...(example("chart") as unknown as Extract<Value, { kind: "chart" }>) }) as { mark: unknown }).mark).toEqual({ type: "line", point: true });
});

it("shows who did what, once it is on the log", () => {
  draw(JSON.stringify(example("plan")));
  acted({ values: { "2": "yes" }, by: "user_2" });
  expect(place.textContent).toContain("2 of 2 done");
  expect(place.textContent).toContain("Ben");
  acted({ values: { "2": "yes" } }, { values: { "1": "no" } }, { place: "msg_2", values: { "2": "no" } });
  expect([...place.querySelectorAll("input")].map((box) => box.checked)).toEqual([false, true]);

  draw(JSON.stringify(example("quiz")));
  acted({ act: "answer", values: { "1": "1" } }, { act: "answer", values: { "1": "2" }, by: "user_2" });
  expect(place.querySelector('[data-state="right"]')!.textContent).toBe("1883");
  expect(place.querySelector('[data-state="wrong"]')!.textContent).toBe("1869");
  expect(place.textContent).toContain("0 of 1 right · Ben: 1 right");

  draw(JSON.stringify(example("choice")));
  acted({ act: "choose", values: { Plain: "yes" } });
  expect(place.textContent).toContain("Chosen by Ann");
  expect([...place.querySelectorAll<HTMLButtonElement>(".w-option")].every((each) => each.disabled)).toBe(true);

  draw(JSON.stringify(example("form")));
  acted({ act: "submit", values: { From: "<b>Kiel</b>" } });
  expect(place.querySelector("form")).toBeNull();
  expect(place.querySelector("dd")!.innerHTML).toBe("&lt;b&gt;Kiel&lt;/b&gt;");
});

it("sorts a table for the reader and changes nothing", () => {
  const source = JSON.stringify({ kind: "table", label: "T", columns: ["n", "€"], rows: [["b", "€ 1,200"], ["a", "€ 90"], ["c", null]] });
  draw(source);
  const second = () => [...place.querySelectorAll("tbody td:nth-child(2)")].map((cell) => cell.textContent);
  const head = place.querySelectorAll<HTMLButtonElement>("th button")[1]!;
  act(() => head.click());
  expect(second()).toEqual(["€ 90", "€ 1,200", ""]);
  expect(head.closest("th")!.getAttribute("aria-sort")).toBe("ascending");
  act(() => head.click());
  act(() => head.click());
  expect(second()).toEqual(["€ 1,200", "€ 90", ""]);
});

it("ticks a step in the text of a page and leaves the rest of it", () => {
  const source = JSON.stringify(example("plan"), null, 2);
  const after = JSON.parse(ticked(source, 1, true)) as Plan;
  expect(after.steps.map((step) => step.done)).toEqual([true, true]);
  expect(ticked(ticked(source, 1, true), 1, false).split("\n").length).toBeGreaterThan(5);
  expect({ ...after, steps: [] }).toEqual({ ...example("plan"), steps: [] });
});

it("names a widget as the server does, and finds it in a block", () => {
  expect(keyOf("é😀字")).toBe("f910347c86332abf");
  expect(keyOf(" {}\n")).toBe(keyOf("{}"));
  expect(fenceOf("```widget\n{}\n```\n")).toEqual({ source: "{}", closed: true });
  expect(fenceOf("~~~ widget\n{\n")).toEqual({ source: "{", closed: false });
  expect(fenceOf("```widget")).toEqual({ source: "", closed: false });
  expect(fenceOf("```widgets\n{}\n```")).toBeNull();
});

it("tells two texts apart without losing a letter", () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 60 }), fc.string({ maxLength: 60 }), (before, after) => {
      const found = pieces(before, after);
      expect(found.filter((piece) => piece.how !== "new").map((piece) => piece.text).join("")).toBe(before);
      expect(found.filter((piece) => piece.how !== "gone").map((piece) => piece.text).join("")).toBe(after);
    }),
  );
});
