/** What the code of a canvas gave in its last run, followed while it runs. */
import { useCallback, useEffect, useRef, useState } from "react";
import { api } from "../api";
import { sayError } from "../ui/toast";
import type { CodeIn, CodeItem, CodeView } from "../wire.gen";

const WAIT_S = 20;
/** How often to look, while an agent works, whether it has run the code. */
const LOOK_MS = 1500;

/** `got` is from its item `first` on. */
export function merged(had: CodeView | null, got: CodeView): CodeView {
  return had === null || got.first === 0 ? got : { ...got, first: 0, items: [...had.items.slice(0, got.first), ...got.items] };
}

/** Asks for what is not there yet; the last item may have grown. */
export function queryOf(had: CodeView | null): string {
  if (had === null) return "";
  return `?run=${had.run}&after=${Math.max(0, had.items.length - 1)}&seen=${had.changes}&wait_s=${WAIT_S}`;
}

/** The last error, of one cell or of any. */
export const errorOf = (view: CodeView | null, cell?: number): CodeItem | undefined =>
  view?.items.findLast((item) => item.kind === "error" && (cell === undefined || item.cell === cell));

export interface Run {
  readonly view: CodeView | null;
  /** Starts the code, or one fence, and gives what it gave when it has ended; null when it could not be started. */
  start(what?: CodeIn): Promise<CodeView | null>;
  stop(): void;
  restart(): void;
}

/** `watched`: somebody else may run the code just now. */
export function useRun(canvas: string, watched: boolean): Run {
  const [view, setView] = useState<CodeView | null>(null);
  const last = useRef<CodeView | null>(null);
  const path = `/canvases/${canvas}/run`;

  const take = useCallback((got: CodeView) => {
    last.current = merged(last.current, got);
    setView(last.current);
    return last.current;
  }, []);

  const follow = useCallback(
    async (gone: () => boolean): Promise<CodeView | null> => {
      try {
        for (;;) {
          const got = await api.get<CodeView>(path + queryOf(last.current));
          if (gone()) return null;
          if (take(got).state === "idle") return last.current;
        }
      } catch {
        return last.current; // it is asked again with the next start
      }
    },
    [path, take],
  );

  useEffect(() => {
    let gone = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = () => void follow(() => gone).then(() => (watched && !gone ? (timer = setTimeout(look, LOOK_MS)) : undefined));
    look();
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [follow, watched]);

  return {
    view,
    async start(what = {}) {
      try {
        take(await api.post<CodeView>(path, what));
      } catch (error) {
        sayError(error);
        return null;
      }
      return follow(() => false);
    },
    stop: () => void api.post<CodeView>(`${path}/interrupt`).catch(sayError),
    restart: () => void api.post<CodeView>(`${path}/restart`).then(take, sayError),
  };
}
