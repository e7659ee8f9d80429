/**
 * From JSON to a widget, or to a plain reason why it is none: `gesso/widgets/reading.py` once more, over the same schema.
 *
 * Whatever is refused keeps its words. What a schema cannot say (even rows, names that differ) is said here by hand;
 * cases.json holds both sides to the same answers.
 */
import { i18n } from "../i18n";
import { SCHEMA, type Widget } from "./catalogue.gen";

export const MOST_CHARS = 40_000;
export const MOST_DEPTH = 5;

interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly maxLength?: number;
  readonly minLength?: number;
  readonly maxItems?: number;
  readonly minItems?: number;
  readonly maximum?: number;
  readonly minimum?: number;
  readonly pattern?: string;
}

const DEFS = SCHEMA.$defs as unknown as Readonly<Record<string, Schema>>;
const KINDS: Readonly<Record<string, Schema>> = Object.fromEntries(
  Object.values(DEFS).flatMap((def) => (def.properties?.["kind"]?.const === undefined ? [] : [[String(def.properties["kind"].const), def]])),
);

/** `words` are what a person is shown instead. */
export type Read = { readonly widget: Widget; readonly why: null } | { readonly widget: null; readonly why: string; readonly words: string };

export function read(source: string): Read {
  const refuse = (why: string, words = source): Read => ({ widget: null, why, words });
  if ([...source].length > MOST_CHARS) return refuse(i18n.t("A widget may have at most {most} characters.", { most: MOST_CHARS }));
  if (depth(source) > MOST_DEPTH) return refuse(i18n.t("A widget is at most {most} levels deep; this is deeper.", { most: MOST_DEPTH }));
  let value: unknown;
  try {
    value = JSON.parse(source);
  } catch {
    return refuse(i18n.t("A widget is one JSON object; this cannot be read."));
  }
  if (!isRecord(value)) return refuse(i18n.t("A widget is one JSON object with kind and label."));
  const words = typeof value["text"] === "string" && value["text"].trim() ? value["text"] : source;
  const kind = value["kind"];
  const schema = typeof kind === "string" && Object.hasOwn(KINDS, kind) ? KINDS[kind] : undefined;
  if (!schema) return refuse(i18n.t("There is no widget “{kind}”.", { kind: typeof kind === "string" ? kind.slice(0, 40) : "" }), words);
  const wrong = check(value, schema, "") ?? further(value as unknown as Widget);
  if (wrong) return refuse(i18n.t("This {kind} is not as it must be: {wrong}.", { kind: String(kind), wrong }), words);
  return { widget: value as unknown as Widget, why: null };
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value);

/** How deep brackets nest; brackets in strings do not count. */
function depth(source: string): number {
  let now = 0;
  let deepest = 0;
  for (const [part] of source.matchAll(/"(?:[^"\\]|\\[^])*"?|[[\]{}]/g)) {
    if (part === "[" || part === "{") deepest = Math.max(deepest, ++now);
    else if (part === "]" || part === "}") now--;
  }
  return deepest;
}

/** What is wrong with `value`, and where; null when nothing is. */
function check(value: unknown, schema: Schema, at: string): string | null {
  if (schema.$ref) return check(value, DEFS[schema.$ref.split("/").pop()!]!, at);
  const where = at || "label";
  if (schema.anyOf) return schema.anyOf.some((each) => check(value, each, at) === null) ? null : where;
  if (schema.const !== undefined) return value === schema.const ? null : where;
  if (schema.enum) return schema.enum.includes(value) ? null : where;
  switch (schema.type) {
    case "string":
      return typeof value === "string" && fits(value, schema) ? null : where;
    case "integer":
    case "number":
      if (typeof value !== "number" || !Number.isFinite(value) || (schema.type === "integer" && !Number.isInteger(value))) return where;
      return value >= (schema.minimum ?? -Infinity) && value <= (schema.maximum ?? Infinity) ? null : where;
    case "boolean":
      return typeof value === "boolean" ? null : where;
    case "null":
      return value === null ? null : where;
    case "array": {
      if (!Array.isArray(value) || value.length > (schema.maxItems ?? Infinity) || value.length < (schema.minItems ?? 0)) return where;
      for (const [index, item] of value.entries()) {
        const wrong = check(item, schema.items ?? {}, `${at}.${index + 1}`);
        if (wrong) return wrong;
      }
      return null;
    }
    case "object": {
      if (!isRecord(value)) return where;
      for (const name of schema.required ?? []) if (!Object.hasOwn(value, name)) return at ? `${at}.${name}` : name;
      for (const [name, item] of Object.entries(value)) {
        const known = schema.properties && Object.hasOwn(schema.properties, name) ? schema.properties[name] : undefined;
        const place = at ? `${at}.${name}` : name;
        if (!known) return place.slice(0, 60);
        const wrong = check(item, known, place);
        if (wrong) return wrong;
      }
      return null;
    }
    default:
      return where;
  }
}

/** Lengths are code points, as on the server. What must not be empty must not be blank. */
function fits(value: string, { minLength = 0, maxLength = Infinity, pattern }: Schema): boolean {
  const length = [...value].length;
  if (length > maxLength || (minLength > 0 && !value.trim())) return false;
  if (value.includes("\u0000") || !value.isWellFormed()) return false;
  return pattern === undefined || new RegExp(pattern).test(value);
}

const apart = (names: readonly string[]) => new Set(names).size === names.length;

/** What the schema cannot say; the name of the property that is wrong. */
function further(widget: Widget): string | null {
  switch (widget.kind) {
    case "table":
      return widget.rows.every((row) => row.length === widget.columns.length) ? null : "rows";
    case "chart":
      if (widget.mark === "pie" && widget.columns.length !== 2) return "columns";
      return widget.rows.every((row) => row.length === widget.columns.length && row.slice(1).every((cell) => cell === null || typeof cell === "number")) ? null : "rows";
    case "form":
      return apart(widget.fields.map((field) => field.name)) && widget.fields.every((field) => field.input !== "choice" || (field.options ?? []).length > 0) ? null : "fields";
    case "choice":
      return apart(widget.options.map((option) => option.name)) ? null : "options";
    case "quiz":
      return widget.questions.every((each) => each.answer <= each.options.length && apart(each.options)) ? null : "questions";
    default:
      return null;
  }
}
