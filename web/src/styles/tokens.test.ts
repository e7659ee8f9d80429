/** Text of the language is legible: 4.5:1 or more, in both themes, on every ground it may stand on. */
import { describe, expect, it } from "vitest";
import css from "./tokens.css?raw";

type Rgb = readonly [number, number, number];
/** Lightness, chroma, hue in degrees. */
type Oklch = readonly [number, number, number];

/** OKLCH to linear sRGB (Björn Ottosson's matrices), clipped to what a screen shows. */
function linear([l, c, h]: Oklch): Rgb {
  const a = c * Math.cos((h * Math.PI) / 180);
  const b = c * Math.sin((h * Math.PI) / 180);
  const [x, y, z] = [
    (l + 0.3963377774 * a + 0.2158037573 * b) ** 3,
    (l - 0.1055613458 * a - 0.0638541728 * b) ** 3,
    (l - 0.0894841775 * a - 1.291485548 * b) ** 3,
  ];
  const clip = (value: number) => Math.min(1, Math.max(0, value));
  return [
    clip(4.0767416621 * x - 3.3077115913 * y + 0.2309699292 * z),
    clip(-1.2684380046 * x + 2.6097574011 * y - 0.3413193965 * z),
    clip(-0.0041960863 * x - 0.7034186147 * y + 1.707614701 * z),
  ];
}

function colours(selector: string): Map<string, Oklch> {
  const start = css.indexOf(`${selector} {\n  color-scheme`);
  const block = css.slice(start, css.indexOf("\n}", start));
  const found = new Map<string, Oklch>();
  for (const [, name = "", l, c, h] of block.matchAll(/--([\w-]+): oklch\(([\d.]+) ([\d.]+) ([\d.]+)\)/g)) {
    found.set(name, [Number(l), Number(c), Number(h)]);
  }
  for (const [, name = ""] of block.matchAll(/--([\w-]+): #fff/g)) found.set(name, [1, 0, 0]);
  return found;
}

function contrast(a: Oklch, b: Oklch): number {
  const light = ([r, g, bl]: Rgb) => 0.2126 * r + 0.7152 * g + 0.0722 * bl;
  const [high, low] = [light(linear(a)), light(linear(b))].sort((x, y) => y - x) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

/** A little of `ink` on the surface, as the soft grounds are; a grey has no hue of its own. */
function soft(ink: Oklch, surface: Oklch, part: number): Oklch {
  return [ink[0] * part + surface[0] * (1 - part), ink[1] * part + surface[1] * (1 - part), ink[2]];
}

const INKS = ["fg", "muted", "accent", "ok", "warn", "danger", "agent"];
const PEOPLE = ["blue", "green", "amber", "red", "teal", "pink"].map((name) => `person-${name}`);

describe.each([
  ["light", ":root", 0.1],
  ["dark", ':root[data-theme="dark"]', 0.16],
])("%s", (_, selector, part) => {
  const all = colours(selector);
  const get = (name: string): Oklch => {
    const colour = all.get(name);
    if (!colour) throw new Error(`no colour ${name} in ${selector}`);
    return colour;
  };
  it.each([...INKS, ...PEOPLE])("%s can be read", (ink) => {
    for (const ground of ["bg", "surface"]) expect(contrast(get(ink), get(ground))).toBeGreaterThanOrEqual(4.5);
  });
  it("what stands on quiet and on soft grounds can be read", () => {
    for (const ink of ["fg", "muted"]) expect(contrast(get(ink), get("sunken"))).toBeGreaterThanOrEqual(4.5);
    for (const tint of ["accent", "ok", "warn", "danger", "agent"]) {
      const ground = soft(get(tint), get("surface"), part);
      expect(contrast(get("fg"), ground)).toBeGreaterThanOrEqual(4.5);
      expect(contrast(get("muted"), ground)).toBeGreaterThanOrEqual(4.5);
    }
    expect(contrast(get("on-accent"), get("accent"))).toBeGreaterThanOrEqual(4.5);
  });
});
