/** What a lens found in a page, fetched anew when the text has rested; and its commands. */
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { api } from "../api";
import { forget } from "../data";
import { pane } from "../room/desk";
import type { Act, LensesView, LensView, ProposedView } from "../wire.gen";
import { onChange } from "./marks";

/** After the last change; together with the reading it stays under two seconds for a novel. */
const REST_MS = 500;
const AGAIN_MS = 400;
const MOUNT_MS = 250;
/** A page of data has no editor that tells of changes. */
const LOOK_MS = 2_000;

/** The editor comes after the panel; the panel asks for it until it is there. */
export function useEditor(canvas: string) {
  const [editor, setEditor] = useState(() => pane.current?.editor() ?? null);
  useEffect(() => {
    const look = () => {
      const now = pane.current?.editor() ?? null;
      setEditor(now);
      return now !== null && now.state.doc.length > 0;
    };
    if (look()) return undefined;
    const timer = setInterval(() => look() && clearInterval(timer), MOUNT_MS);
    return () => clearInterval(timer);
  }, [canvas]);
  return editor;
}

export const useLenses = (canvas: string) =>
  useQuery({ queryKey: ["lenses", canvas], queryFn: () => api.get<LensesView>(`/canvases/${canvas}/lenses`), staleTime: 10_000 });

/** `changed`: the text has changed since what is shown was read. */
export function useLens(canvas: string, lens: string) {
  const editor = useEditor(canvas);
  const [changed, setChanged] = useState(false);
  const query = useQuery({
    queryKey: ["lens", canvas, lens],
    queryFn: async () => {
      const found = await api.get<LensView>(`/canvases/${canvas}/lenses/${encodeURIComponent(lens)}`);
      if (found.version === found.now) setChanged(false);
      return found;
    },
    placeholderData: (before: LensView | undefined) => (before?.lens === lens ? before : undefined),
    refetchInterval: (each) => (each.state.data && (each.state.data.version < each.state.data.now || each.state.data.view.pending) ? AGAIN_MS : editor ? false : LOOK_MS),
    staleTime: 0,
  });
  const refetch = useRef(query.refetch);
  useEffect(() => void (refetch.current = query.refetch));
  useEffect(() => {
    if (!editor) return undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const done = onChange(editor, () => {
      setChanged(true);
      clearTimeout(timer);
      timer = setTimeout(() => void refetch.current(), REST_MS);
    });
    return () => {
      clearTimeout(timer);
      done();
    };
  }, [editor, canvas, lens]);
  const found = query.data;
  return { found, error: query.error, editor, stale: changed || (found !== undefined && found.version < found.now) };
}

/** Does a command; its suggestions come as rows of the log. Raises ApiError. */
export async function propose(canvas: string, lens: string, act: Act, more: Record<string, number> = {}): Promise<ProposedView> {
  const made = await api.post<ProposedView>(`/canvases/${canvas}/lenses/${encodeURIComponent(lens)}`, { command: act.command, args: { ...act.args, ...more } });
  forget("lens");
  return made;
}
