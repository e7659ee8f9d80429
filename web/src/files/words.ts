/** Words for files: how far one is read, how long it is. Pure. */
import { i18n } from "../i18n";
import type { FileChanged } from "../wire.gen";

type Unit = FileChanged["unit"];

/** “Page 3”, “Slide 3”; "" for a file without parts. */
export function partName(unit: Unit, page: number): string {
  switch (unit) {
    case "page":
      return i18n.t("Page {page}", { page });
    case "slide":
      return i18n.t("Slide {page}", { page });
    case "chapter":
      return i18n.t("Chapter {page}", { page });
    case "sheet":
      return i18n.t("Sheet {page}", { page });
    default:
      return "";
  }
}

export function countName(unit: Unit, count: number): string {
  switch (unit) {
    case "page":
      return i18n.t("{count, plural, one {# page} other {# pages}}", { count });
    case "slide":
      return i18n.t("{count, plural, one {# slide} other {# slides}}", { count });
    case "chapter":
      return i18n.t("{count, plural, one {# chapter} other {# chapters}}", { count });
    case "sheet":
      return i18n.t("{count, plural, one {# sheet} other {# sheets}}", { count });
    default:
      return "";
  }
}

/** How far it is, in a few words. */
export function stateName(file: Pick<FileChanged, "state" | "unit" | "parts" | "done" | "characters">): string {
  switch (file.state) {
    case "queued":
      return i18n.t("waits to be read");
    case "reading":
      return file.parts > 0 && file.done > 0 ? i18n.t("reading, {percent} %", { percent: Math.floor((100 * file.done) / file.parts) }) : i18n.t("reading…");
    case "indexed":
      return countName(file.unit, file.parts) || i18n.t("read");
    case "stored":
      return i18n.t("kept");
    default:
      return i18n.t("not read");
  }
}

export function sizeName(bytes: number): string {
  const [value, unit] = bytes < 1_000_000 ? [bytes / 1000, "kilobyte"] : [bytes / 1_000_000, "megabyte"];
  return i18n.number(value, { style: "unit", unit, maximumFractionDigits: value < 10 ? 1 : 0 });
}
