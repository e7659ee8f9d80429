/** An app of a page: what the server says of it, and what it may do by the handlers that are given to its frame. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import { api } from "../api";
import { chosenModel } from "../chat/model";
import { queries } from "../data";
import { openCanvases, type Canvas, type RoomState } from "../room/state";
import type { Handlers, Json } from "../sandbox/protocol";
import type { AppView, CanvasView, CompletedView, EditedView, KeptView, TableView } from "../wire.gen";

export type Values = Readonly<Record<string, string | number | boolean>>;

/** `changes` counts what agents changed on the page: with each the app is asked for anew. */
export function useApp(canvas: string, changes: number) {
  const found = useQuery({ queryKey: ["app", canvas], queryFn: () => api.get<AppView>(`/canvases/${canvas}/app`), placeholderData: keepPreviousData });
  useEffect(() => void (changes && queries.invalidateQueries({ queryKey: ["app", canvas] })), [canvas, changes]);
  return found;
}

/** What the code speaks of: an app that asks for nothing may do nothing. */
export function wants(code: string): ReadonlySet<"kv" | "ai" | "doc" | "data"> {
  const found = new Set<"kv" | "ai" | "doc" | "data">();
  if (/\bkv\b/.test(code)) found.add("kv");
  if (/\bai\s*\??\.\s*complete\b/.test(code)) found.add("ai");
  if (/\bdoc\s*\??\.\s*(?:read|onChange|propose|comment)\b/.test(code)) found.add("doc");
  if (/\bdata\s*\??\.\s*query\b/.test(code)) found.add("data");
  return found;
}

/** The document that an app is about: the newest of the conversation; and its data likewise. */
export const documentOf = (room: RoomState): Canvas | undefined => openCanvases(room).findLast((each) => each.kind === "document");
export const dataOf = (room: RoomState): Canvas | undefined => openCanvases(room).findLast((each) => each.data);

export function useHandlers(room: RoomState, canvas: string, code: string): Handlers {
  const asked = [...wants(code)].sort().join(" ");
  const doc = documentOf(room)?.id;
  const data = dataOf(room)?.id;
  return useMemo(() => {
    const may = new Set(asked.split(" "));
    const app = `/canvases/${canvas}/app`;
    return {
      ...(may.has("kv") ? kept(app) : {}),
      ...(may.has("ai") ? {
        "ai.complete": async (given: { prompt: string; system?: string; max_tokens?: number }) => {
          const { text } = await api.post<CompletedView>(`${app}/complete`, { ...given, model: chosenModel() ?? null });
          return { text };
        },
      } : {}),
      ...(may.has("doc") && doc ? proposing(doc) : {}),
      ...(may.has("data") && data ? {
        "data.query": async ({ sql }: { sql: string }) => {
          const { columns, rows } = await api.post<TableView>(`/canvases/${data}/data/query`, { sql });
          return rows.map((row) => Object.fromEntries(columns.map((column, n) => [column.name, row[n]])));
        },
      } : {}),
    } satisfies Handlers;
  }, [asked, canvas, doc, data]);
}

function kept(app: string): Handlers {
  return {
    "kv.get": async ({ key }) => {
      const text = (await api.get<KeptView>(`${app}/kept`)).values[key];
      return text === undefined ? null : (JSON.parse(text) as Json);
    },
    "kv.set": ({ key, value }) => api.put(`${app}/kept`, { key, value: value === null ? null : JSON.stringify(value) }),
  };
}

/** Nothing of it writes: what an app proposes becomes suggestions and comments. */
function proposing(doc: string): Handlers {
  return {
    "doc.read": async () => {
      const { text, version, title } = await api.get<CanvasView>(`/canvases/${doc}`);
      return { text, version, title };
    },
    "doc.propose": ({ edits, about }) =>
      api.post<EditedView>(`/canvases/${doc}/edits`, { suggest: true, edits: edits.map(({ find, replace }) => ({ quote: find, text: replace, why: about ?? "" })) }),
    "doc.comment": ({ quote, text }) => api.post(`/canvases/${doc}/notes`, { quote, body: text }),
  };
}

/** For those who look through a link: what the app keeps stays in their own browser. */
export function keptHere(canvas: string): Handlers {
  const name = `gesso.app.${canvas}`;
  const all = (): Record<string, Json> => {
    try {
      return JSON.parse(localStorage.getItem(name) ?? "{}") as Record<string, Json>;
    } catch {
      return {};
    }
  };
  return {
    "kv.get": async ({ key }) => all()[key] ?? null,
    "kv.set": async ({ key, value }) => {
      const text = JSON.stringify({ ...all(), [key]: value });
      if (text.length > 1_000_000) throw new Error("An app may keep 1 MB; nothing was kept.");
      localStorage.setItem(name, text);
    },
  };
}

export const valuesOf = (app: { readonly parameters: AppView["parameters"] }): Values => Object.fromEntries(app.parameters.map((each) => [each.name, each.value]));
