/**
 * JavaScript as it is run in a block: what it prints is seen below what it draws. What is put before it takes no line, so
 * that an error tells the line of the block. Written as it runs there.
 */
import type { Language } from "../sandbox/compile";

const PRINTS = `(function () {
  var place, style = document.createElement("style");
  style.textContent = ":where(body) { padding: 8px 12px }";
  document.head.prepend(style);
  function put(words, tone) {
    if (!place) {
      place = document.createElement("div");
      place.setAttribute("role", "log");
      place.style.cssText = "font:12px/1.6 ui-monospace,monospace;white-space:pre-wrap;overflow-wrap:anywhere";
      document.body.append(place);
    }
    var line = document.createElement("div");
    line.textContent = words;
    if (tone) line.style.color = tone;
    place.append(line);
    if (place.childElementCount > 1000) place.firstChild.remove();
  }
  function shown(value) {
    if (typeof value === "string") return value;
    if (typeof value === "bigint") return value + "n";
    if (value instanceof Error) return value.name + ": " + value.message;
    if (value instanceof Element) return value.outerHTML;
    if (value instanceof Map || value instanceof Set) return value.constructor.name + " " + shown(Array.from(value));
    if (typeof value !== "object" || value === null) return String(value);
    try { return JSON.stringify(value, function (key, each) { return typeof each === "bigint" ? each + "n" : each; }, value.length > 40 || !Array.isArray(value) ? 2 : 0); } catch (error) { return String(value); }
  }
  ["log", "info", "debug", "warn", "table", "dir"].forEach(function (name) {
    var before = console[name];
    console[name] = function () {
      put(Array.from(arguments, shown).join(" "), name === "warn" ? "var(--warn)" : "");
      before.apply(console, arguments);
    };
  });
})();`.replace(/\n\s*/g, " ");

export const printing = (code: string, language: Language): string => (language === "html" ? `<script>${PRINTS}</script>${code}` : PRINTS + code);

/** The line of the block that went wrong, from 1; null where it is not told. `stack` and `message` are an app's. */
export function lineOfError(message: string, stack: string): number | null {
  const found = /\(line (\d+), column/.exec(message) ?? /app\.tsx:(\d+)/.exec(stack);
  return found ? Number(found[1]) : null;
}
