/** What the server says of the data behind a page, fetched when it may have changed. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { api } from "../api";
import { forget } from "../data";
import type { CardView, DataView, ProfileView, RowsIn, RowsView, TableView } from "../wire.gen";

const READING_MS = 1000;
/** Somebody else may keep or change a query. */
const LOOK_MS = 5000;
export const PAGE = 100;

/** `version` changes when an agent changed the page, `number` with every file. */
export const useFile = (canvas: string, number: number) =>
  useQuery({
    queryKey: ["data-file", canvas, number],
    queryFn: () => api.get<DataView>(`/canvases/${canvas}/data`),
    refetchInterval: (query) => (query.state.data?.state === "reading" ? READING_MS : false),
    staleTime: Infinity,
  });

export const useProfile = (canvas: string, number: number, ready: boolean) =>
  useQuery({
    queryKey: ["data-profile", canvas, number],
    queryFn: () => api.get<ProfileView>(`/canvases/${canvas}/data/profile`),
    enabled: ready,
    staleTime: Infinity,
  });

export const useCards = (canvas: string, number: number, version: number, ready: boolean) =>
  useQuery({
    queryKey: ["data-cards", canvas, number, version],
    queryFn: () => api.get<CardView[]>(`/canvases/${canvas}/data/cards`),
    enabled: ready,
    placeholderData: keepPreviousData,
    refetchInterval: LOOK_MS,
  });

export const forgetCards = () => forget("data-cards");

export type Look = Pick<RowsIn, "sort" | "down" | "filters">;

export const rowsKey = (canvas: string, number: number, look: Look, page: number) => ["data-rows", canvas, number, look, page];

export const fetchRows = (canvas: string, look: Look, page: number) =>
  api.post<RowsView>(`/canvases/${canvas}/data/rows`, { ...look, offset: page * PAGE, limit: PAGE });

export const ask = (canvas: string, sql: string) => api.post<TableView>(`/canvases/${canvas}/data/query`, { sql });

/** A value as people read it; numbers in the page's language. */
export function shown(cell: unknown): string {
  if (cell === null || cell === undefined) return "";
  if (typeof cell === "number") return cell.toLocaleString(document.documentElement.lang, { maximumFractionDigits: 6 });
  return String(cell);
}
