/** `gesso`, by which an app speaks to the page around it. Everything it asks for is decided on the other side. */
import type { Doc, Json, Start, Theme } from "../protocol";
import type { Wire } from "./wire";

type Listener<T> = (value: T) => void;

class Channel<T> {
  readonly #listeners = new Set<Listener<T>>();
  readonly on = (listener: Listener<T>) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };
  readonly tell = (value: T) => this.#listeners.forEach((listener) => listener(value));
}

export function makeApi(wire: Wire, start: Start) {
  const docs = new Channel<Doc>();
  const params = new Channel<Readonly<Record<string, Json>>>();
  const themes = new Channel<Theme>();
  const now = { params: start.params, theme: start.theme, doc: start.doc };
  wire.on("gesso/doc", (value) => docs.tell((now.doc = value as Doc)));
  wire.on("gesso/params", (value) => params.tell((now.params = value as Start["params"])));
  wire.on("ui/notifications/host-context-changed", (value) => themes.tell((now.theme = (value as { theme: Theme }).theme)));

  const quoted = (edits: unknown, about?: string) => ({ edits: Array.isArray(edits) ? edits : [edits], ...(about ? { about } : {}) });
  const gesso = Object.freeze({
    doc: Object.freeze({
      read: () => wire.ask("doc.read", {}),
      onChange: docs.on,
      propose: (given: { edits?: unknown; about?: string } | unknown[]) =>
        Array.isArray(given) ? wire.ask("doc.propose", quoted(given)) : wire.ask("doc.propose", quoted(given.edits ?? given, given.about)),
      comment: (given: unknown) => wire.ask("doc.comment", given),
    }),
    data: Object.freeze({ query: (sql: unknown) => wire.ask("data.query", typeof sql === "string" ? { sql } : sql) }),
    kv: Object.freeze({
      get: (key: string) => wire.ask("kv.get", { key }),
      set: (key: string, value: unknown) => wire.ask("kv.set", { key, value }),
    }),
    ai: Object.freeze({ complete: (asked: unknown) => wire.ask("ai.complete", typeof asked === "string" ? { prompt: asked } : asked) }),
    ui: Object.freeze({
      openLink: (url: unknown) => wire.ask("ui.openLink", typeof url === "string" ? { url } : url),
      resize: (height: number) => wire.tell("ui/notifications/size-changed", { height }),
    }),
    export: (name: string, content: string, type = "text/plain") => wire.ask("export", { name, content: String(content), type }),
    may: Object.freeze([...start.may]),
    get params() {
      return now.params;
    },
    get theme() {
      return now.theme;
    },
    onParams: params.on,
    onTheme: themes.on,
  });
  return { gesso, params, themes };
}
