/** "/s/:code": what a read-only link shows, to anybody: titles and pages, no conversation. */
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useEffect } from "react";
import { useLocation } from "wouter";
import { api, ApiError, sentence } from "../api";
import { i18n, withTaskWords } from "../i18n";
import { Skeleton } from "../shell/Skeleton";
import { useTheme } from "../theme";
import { cx } from "../ui/cx";
import type { SharedView } from "../wire.gen";
import { Door } from "./Door";

const CanvasPane = lazy(() => import("../canvas").then((module) => ({ default: module.CanvasPane })));
const SharedApp = lazy(withTaskWords(() => import("../apps/SharedApp")));
const none: [] = [];
const nothing = () => {};

export default function Shared({ code, canvas }: { code: string; canvas: string | null }) {
  const [, go] = useLocation();
  const theme = useTheme((state) => state.shown);
  const shared = useQuery({
    queryKey: ["shared", code],
    queryFn: () => api.get<SharedView>(`/shared/${encodeURIComponent(code)}`),
  });
  const canvases = shared.data?.canvases ?? [];
  const shown = canvases.find((each) => each.id === canvas) ?? canvases[0];
  const runs = shown?.kind === "code" && (shown.language === "tsx" || shown.language === "html");
  useEffect(() => {
    if (shown) document.title = `${shown.title} · gesso`;
  }, [shown]);
  // Words already shown stay through a lost connection, but not once the server says that the link has ended.
  const ended = shared.error instanceof ApiError && shared.error.status === 404;
  if (ended || (shared.isError && !shared.data)) {
    return (
      <Door title={i18n.t("This link does not work any more.")} about={sentence(shared.error)}>
        <p className="text-muted">{i18n.t("Whoever sent it may have revoked it.")}</p>
      </Door>
    );
  }
  if (!shared.data) return null;
  return (
    <main className="flex h-full flex-col bg-surface">
      <header className="flex h-12 shrink-0 items-center gap-3 border-b border-line px-4">
        <span className="font-serif text-16 font-semibold tracking-tight">gesso</span>
        <h1 className="min-w-0 flex-1 truncate text-13 text-muted">{shared.data.title}</h1>
        <span className="shrink-0 rounded-full bg-sunken px-2.5 py-0.5 text-12 text-muted">{i18n.t("Read only")}</span>
      </header>
      {canvases.length > 1 && (
        <nav aria-label={i18n.t("Pages")} className="flex shrink-0 gap-1 overflow-x-auto border-b border-line px-3 py-1.5">
          {canvases.map((each) => (
            <button
              key={each.id}
              type="button"
              aria-current={each === shown ? "page" : undefined}
              onClick={() => go(`/s/${code}/c/${each.id}`, { replace: true })}
              className={cx("h-8 shrink-0 rounded-md px-2.5 text-13 coarse:h-11", each === shown ? "bg-hover font-medium" : "text-muted hover:bg-hover")}
            >
              {each.title}
            </button>
          ))}
        </nav>
      )}
      <div className="relative isolate min-h-0 flex-1">
        {shown ? (
          <Suspense fallback={<Skeleton />}>
            {runs ? <SharedApp key={shown.id} code={code} canvas={shown} /> : <CanvasPane
              key={shown.id}
              canvas={shown}
              readOnly
              sharedCode={code}
              people={{}}
              activeEdits={[]}
              canComment={false}
              notes={none}
              activeNote={null}
              theme={theme}
              onStatus={({ phase }) => phase === "offline" && void shared.refetch()}
              onSelection={nothing}
              onAsk={nothing}
              onUndoTurn={nothing}
              onKeepTurn={nothing}
              onAcceptSuggestion={nothing}
              onRejectSuggestion={nothing}
            />}
          </Suspense>
        ) : (
          <p className="p-8 text-center text-muted">{i18n.t("There is no page here yet.")}</p>
        )}
      </div>
    </main>
  );
}
