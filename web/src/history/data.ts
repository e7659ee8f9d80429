/** The history of a page from the API: versions by the page, texts, comparisons, and what one may do with a version. */
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { api } from "../api";
import { queries } from "../data";
import type { AuthorsView, ComparisonView, RestoredView, SinceView, VersionItem, VersionsView, VersionView } from "../wire.gen";

const path = (canvas: string, rest: string) => `/canvases/${canvas}/${rest}`;

/** All versions loaded so far, newest first. */
export function useVersions(canvas: string, named: boolean) {
  const query = useInfiniteQuery({
    queryKey: ["history", canvas, "versions", named],
    queryFn: ({ pageParam }) =>
      api.get<VersionsView>(path(canvas, `versions?limit=30${named ? "&named=true" : ""}${pageParam ? `&before=${pageParam}` : ""}`)),
    initialPageParam: 0,
    getNextPageParam: (last) => last.next,
  });
  const versions: VersionItem[] = query.data?.pages.flatMap((page) => page.versions) ?? [];
  return { ...query, versions, newest: query.data?.pages[0]?.version ?? 0 };
}

/** What a version reads never changes, so it is asked for once. */
export const useText = (canvas: string, version: number) =>
  useQuery({
    queryKey: ["text", canvas, version],
    queryFn: () => api.get<VersionView>(path(canvas, `versions/${version}`)),
    staleTime: Infinity,
  });

export const useComparison = (canvas: string, from: number, to: number) =>
  useQuery({
    queryKey: ["compare", canvas, from, to],
    queryFn: () => api.get<ComparisonView>(path(canvas, `compare?from=${from}&to=${to}`)),
    staleTime: Infinity,
  });

export const useAuthors = (canvas: string) =>
  useQuery({ queryKey: ["history", canvas, "authors"], queryFn: () => api.get<AuthorsView>(path(canvas, "authors")) });

/** Asked once when the page is opened: what comes after that is seen as it comes. */
export const useSince = (canvas: string) =>
  useQuery({ queryKey: ["since", canvas], queryFn: () => api.get<SinceView>(path(canvas, "since")), staleTime: Infinity, gcTime: 0 });

export const reload = (canvas: string) => queries.invalidateQueries({ queryKey: ["history", canvas] });

export const restore = (canvas: string, version: number) =>
  api.post<RestoredView>(path(canvas, "restore_version"), { version }).finally(() => reload(canvas));

export const undo = (canvas: string, turn: string) =>
  api.post<unknown>(path(canvas, "undo"), { turn }).finally(() => reload(canvas));

export const giveName = (canvas: string, version: number, name: string) =>
  api.put<undefined>(path(canvas, `versions/${version}/name`), { name }).finally(() => reload(canvas));
