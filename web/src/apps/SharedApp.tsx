/** An app that a read-only link opens: it runs alone, for anybody, and keeps its things in the visitor's own browser. */
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useMemo } from "react";
import { api, sentence } from "../api";
import { Note } from "../ui/field";
import type { CanvasSummary, SharedCanvasView } from "../wire.gen";
import { keptHere, valuesOf, wants } from "./use";

const SandboxFrame = lazy(() => import("../sandbox/SandboxFrame"));

export default function SharedApp({ code, canvas }: { code: string; canvas: CanvasSummary }) {
  const found = useQuery({ queryKey: ["shared", code, canvas.id], queryFn: () => api.get<SharedCanvasView>(`/shared/${encodeURIComponent(code)}/canvases/${canvas.id}`) });
  const text = found.data?.text ?? "";
  const keeps = wants(text).has("kv");
  const params = useMemo(() => (found.data ? valuesOf(found.data) : {}), [found.data]);
  const handlers = useMemo(() => (keeps ? keptHere(canvas.id) : {}), [keeps, canvas.id]);
  if (found.isError) return <div className="p-4"><Note kind="danger">{sentence(found.error)}</Note></div>;
  if (!found.data) return null;
  return (
    <Suspense fallback={null}>
      <SandboxFrame code={text} language={canvas.language === "html" ? "html" : "tsx"} title={canvas.title} handlers={handlers} params={params} fill />
    </Suspense>
  );
}
