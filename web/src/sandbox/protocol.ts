/**
 * What a page and an app in its sandbox say to each other: JSON-RPC 2.0 over one MessagePort, with the names of the
 * MCP Apps View protocol (2026-01-26) where it has one. Used on both sides; what comes from the app is never believed.
 */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** What went wrong with an app. `password`: it asks for one, which no app should. */
export type ErrorKind =
  | "too-large" | "compile" | "import" | "throw" | "error" | "rejection" | "react" | "console"
  | "blocked" | "blank" | "stuck" | "flood" | "password" | "unreachable"; // prettier-ignore
export interface AppError {
  readonly kind: ErrorKind;
  readonly message: string;
  readonly stack: string;
}
/** Something an app tried to reach and did not. */
export interface Attempt {
  readonly kind: string;
  readonly address: string;
}

/** What a page may let an app do; each is asked for by the app and done by the page. */
export const CALLS = ["doc.read", "doc.propose", "doc.comment", "data.query", "kv.get", "kv.set", "ai.complete", "view.begin", "view.call"] as const;
/** What every app may ask for, and the person decides. */
export const ASKS = ["ui.openLink", "export"] as const;
export type CallName = (typeof CALLS)[number];
export type AskName = (typeof ASKS)[number];

export interface Called {
  "doc.read": Record<string, never>;
  "doc.propose": { edits: { find: string; replace: string }[]; about?: string };
  "doc.comment": { quote: string; text: string };
  "data.query": { sql: string };
  "kv.get": { key: string };
  "kv.set": { key: string; value: Json };
  "ai.complete": { prompt: string; system?: string; max_tokens?: number };
  /** `ui/initialize` and `tools/call` of a page that came from a server of tools. */
  "view.begin": Record<string, never>;
  "view.call": { name: string; arguments?: { [name: string]: Json } };
  "ui.openLink": { url: string };
  export: { name: string; type: string; content: string };
}
export type Handlers = { readonly [Name in CallName]?: (params: Called[Name]) => Promise<unknown> };

export interface Doc {
  readonly text: string;
  readonly version: number;
}
export type Theme = "light" | "dark";
/** How its person likes things to look. */
export interface Look {
  readonly corners: "" | "round" | "square";
  readonly density: "" | "airy" | "dense";
}
export interface Vendor {
  readonly name: string;
  readonly code: string;
}
/** A whole file of HTML, taken apart: nothing of it has run yet. */
export interface HtmlParts {
  readonly title: string;
  readonly styles: readonly string[];
  readonly body: string;
  readonly attributes: { readonly html: Attributes; readonly body: Attributes };
  readonly scripts: readonly { readonly code: string; readonly module: boolean }[];
}
export type Attributes = readonly (readonly [name: string, value: string])[];

export interface Start {
  readonly gesso: "start";
  readonly vendors: readonly Vendor[];
  /** A CommonJS module, or a page. */
  readonly code: string;
  readonly html: HtmlParts | null;
  readonly may: readonly CallName[];
  readonly params: Readonly<Record<string, Json>>;
  readonly doc: Doc | null;
  readonly theme: Theme;
  readonly look: Look;
  /** Whether it is the page of a server of tools, which speaks to its parent. */
  readonly view: boolean;
}

export const MAX_CODE = 2_000_000;
export const MAX_MESSAGE = 1_200_000;
export const MAX_SAID = 2_000;
export const MAX_STACK = 4_000;

/** A message of JSON-RPC that is one of ours, or null. */
export interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: unknown;
}
export function readMessage(data: unknown): Message | null {
  if (!isRecord(data) || data["jsonrpc"] !== "2.0") return null;
  const { id, method, params, result, error } = data;
  if (id !== undefined && !(typeof id === "number" && Number.isSafeInteger(id))) return null;
  if (method !== undefined && typeof method !== "string") return null;
  return { ...(id === undefined ? {} : { id }), ...(method === undefined ? {} : { method }), params, result, error };
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
