/** A page whose code runs: the app, its code beside it, what can be set in it, and what went wrong. */
import { Play, SlidersHorizontal, TerminalSquare, TriangleAlert } from "lucide-react";
import { lazy, Suspense, useEffect, useMemo, useRef, useState, type KeyboardEvent, type ReactNode } from "react";
import { api, sentence } from "../api";
import { chosenModel } from "../chat/model";
import { queries, useModels } from "../data";
import { i18n } from "../i18n";
import { useActions } from "../room/actions";
import { pane } from "../room/desk";
import type { Canvas, RoomState } from "../room/state";
import type { AppError, Attempt } from "../sandbox/protocol";
import type { LiveState, SandboxHandle } from "../sandbox/SandboxFrame";
import { Button } from "../ui/button";
import { cx } from "../ui/cx";
import { Note } from "../ui/field";
import { sayError } from "../ui/toast";
import type { AppView } from "../wire.gen";
import { AppMenu } from "./AppMenu";
import { FirstRun, useAllowed } from "./FirstRun";
import { ROUNDS, useFixing } from "./fixing";
import { Parameters } from "./Parameters";
import { Problems } from "./Problems";
import { useApp, useHandlers, valuesOf, type Values } from "./use";

const SandboxFrame = lazy(() => import("../sandbox/SandboxFrame"));
const SAVE_MS = 2000;
const SET_MS = 400;
const BESIDE_PX = 760;
const VIEWS = ["app", "both", "code"] as const;
type View = (typeof VIEWS)[number];
type Drawer = "parameters" | "console" | null;

/** The server gives the text that it has. */
async function saved(): Promise<void> {
  for (const end = performance.now() + SAVE_MS; performance.now() < end && pane.current?.settled() === false; ) {
    await new Promise((then) => setTimeout(then, 30));
  }
}

/** Whether there is room for the code beside the app. */
function useBeside(): [(element: HTMLElement | null) => void, boolean] {
  const [element, setElement] = useState<HTMLElement | null>(null);
  const [beside, setBeside] = useState(false);
  useEffect(() => {
    if (!element) return;
    const sized = new ResizeObserver(([entry]) => setBeside((entry?.contentRect.width ?? 0) >= BESIDE_PX));
    sized.observe(element);
    return () => sized.disconnect();
  }, [element]);
  return [setElement, beside];
}

/** The values shown and sent to the app at once; the source is changed a moment after the last of them. */
function useValues(canvas: string, app: AppView | undefined) {
  const [draft, setDraft] = useState<Values>({});
  const due = useRef<{ timer: number; values: Values }>({ timer: 0, values: {} });
  const put = () => {
    const { values } = due.current;
    due.current = { timer: 0, values: {} };
    if (Object.keys(values).length === 0) return;
    api.put<AppView>(`/canvases/${canvas}/app/parameters`, { values }).then(
      (now) => {
        queries.setQueryData(["app", canvas], now);
        setDraft((all) => Object.fromEntries(Object.entries(all).filter(([name, value]) => values[name] !== value)));
      },
      (error: unknown) => (setDraft({}), sayError(error)),
    );
  };
  useEffect(() => () => (clearTimeout(due.current.timer), put()), [canvas]);
  const values = useMemo(() => (app ? { ...valuesOf(app), ...draft } : {}), [app, draft]);
  const set = (name: string, value: string | number | boolean) => {
    setDraft((all) => ({ ...all, [name]: value }));
    clearTimeout(due.current.timer);
    due.current = { values: { ...due.current.values, [name]: value }, timer: window.setTimeout(put, SET_MS) };
  };
  return { values, set };
}

export default function AppPanel({ room, canvas, code }: { room: RoomState; canvas: Canvas; code: ReactNode }) {
  const { canEdit, canTalk } = useActions();
  const changes = room.edits.filter((edit) => edit.canvas === canvas.id).length;
  const found = useApp(canvas.id, changes);
  const app = found.data?.canvas === canvas.id ? found.data : undefined;
  const writing = Object.values(room.turns).some((turn) => turn.outcome === null && turn.id === canvas.turn);
  const [wanted, setWanted] = useState<View | null>(null);
  const [place, beside] = useBeside();
  const view: View = writing ? "code" : (wanted === "both" && !beside ? "app" : wanted) ?? "app";
  const [drawer, setDrawer] = useState<Drawer>(null);
  const [errors, setErrors] = useState<readonly AppError[]>([]);
  const [blocked, setBlocked] = useState<readonly Attempt[]>([]);
  const frame = useRef<SandboxHandle>(null);
  const { values, set } = useValues(canvas.id, app);

  // Values reach the app as it runs: only other code needs a new start, and an app that does not take them.
  const live = /\bparams\b/.test(app?.text ?? "");
  const source = useRef({ print: "", text: "" });
  if (app && (source.current.print !== app.print || (!live && source.current.text !== app.text))) source.current = { print: app.print, text: app.text };
  const text = app ? source.current.text : "";
  const handlers = useHandlers(room, canvas.id, text);
  const allowed = useAllowed(canvas.id, handlers);
  useEffect(() => (setErrors([]), setBlocked([])), [text]);
  // An agent ends writing: the app as it is then.
  useEffect(() => void (!writing && queries.invalidateQueries({ queryKey: ["app", canvas.id] })), [writing, canvas.id]);

  const run = async () => {
    await saved();
    setErrors([]);
    setBlocked([]);
    const before = source.current.text;
    const now = await found.refetch();
    if (now.data?.text === before) frame.current?.restart();
  };
  const { data: models } = useModels();
  const guided = models?.models.find((each) => each.id === (chosenModel() ?? models.default))?.guided ?? true;
  // What was written before this page was loaded may have waited for days: nobody sits before it.
  const author = canvas.turn ? room.turns[canvas.turn] : undefined;
  const fresh = author?.endedAt && new Date(author.endedAt).getTime() > performance.timeOrigin;
  const fixing = useFixing(room, canvas.id, errors[0] ?? null, canTalk && canEdit && !guided && fresh ? author.id : "", () => void run());
  const onError = (error: AppError) => {
    setErrors((all) => (all.some((each) => each.message === error.message) ? all : [error, ...all].slice(0, 30)));
    if (error.kind !== "console" && error.kind !== "stuck") setDrawer("console");
  };
  // What was only slow goes on, and nothing is wrong with it.
  const onState = (state: LiveState) => {
    if (state === "running") setErrors((all) => all.filter((each) => each.kind !== "stuck"));
  };
  const count = errors.length + blocked.length;
  const toggle = (which: Drawer) => setDrawer(drawer === which ? null : which);

  return (
    <section ref={place} aria-label={i18n.t("App")} className="flex h-full min-h-0 flex-col bg-bg">
      <header className="flex min-h-11 shrink-0 items-center gap-1 border-b border-line px-2">
        <Tabs view={view} beside={beside} onView={setWanted} />
        <span className="flex-1" />
        <Button size="sm" kind="quiet" aria-expanded={drawer === "parameters"} onClick={() => toggle("parameters")} className="aria-expanded:bg-hover">
          <SlidersHorizontal size={13} /> <span className="max-md:sr-only">{i18n.t("Parameters")}</span>
        </Button>
        <Button size="sm" kind="quiet" aria-expanded={drawer === "console"} onClick={() => toggle("console")} className="aria-expanded:bg-hover">
          {errors.length > 0 ? <TriangleAlert size={13} className="text-warn" /> : <TerminalSquare size={13} />} <span className="max-md:sr-only">{i18n.t("Console")}</span>
          {count > 0 && <span className="tabular-nums">{count}</span>}
        </Button>
        <Button size="sm" onClick={() => void run()}>
          <Play size={12} fill="currentColor" /> {i18n.t("Run")}
        </Button>
        {app && <AppMenu room={room} canvas={canvas} app={app} values={values} picture={() => frame.current?.capture() ?? Promise.reject(new Error(i18n.t("The app does not run; start it first.")))} />}
      </header>
      {found.isError && !app && <div className="p-4"><Note kind="danger">{sentence(found.error)}</Note></div>}
      <div className={cx("grid min-h-0 flex-1", view === "both" && "grid-cols-2")}>
        {view !== "app" && <div className={cx("relative min-h-0 min-w-0", view === "both" && "border-e border-line")}>{code}</div>}
        {app && !writing && (
          // Put out of sight and not away: an app goes on while its code is looked at.
          <div className={cx("relative min-h-0 min-w-0", view === "code" && "hidden")}>
            {allowed.yes ? (
              <Suspense fallback={null}>
                <SandboxFrame
                  ref={frame}
                  code={text}
                  language={app.language === "html" ? "html" : "tsx"}
                  title={canvas.title}
                  handlers={allowed.handlers}
                  params={values}
                  fill
                  onError={onError}
                  onState={onState}
                  onBlocked={(attempt) => setBlocked((all) => [attempt, ...all].slice(0, 30))}
                />
              </Suspense>
            ) : (
              <FirstRun title={canvas.title} handlers={handlers} budget={app.budget_tokens} onRun={allowed.allow} onLess={allowed.refuse} />
            )}
          </div>
        )}
      </div>
      {drawer && app && (
        <div className="max-h-[42%] shrink-0 overflow-y-auto border-t border-line bg-surface">
          {drawer === "parameters" ? (
            <Parameters parameters={app.parameters} values={values} disabled={!canEdit} onSet={set} />
          ) : (
            <Problems errors={errors} blocked={blocked} round={fixing.number} rounds={ROUNDS} given={fixing.given} onFix={canTalk && canEdit ? fixing.fix : undefined} onCode={() => setWanted(beside ? "both" : "code")} />
          )}
        </div>
      )}
    </section>
  );
}

function Tabs({ view, beside, onView }: { view: View; beside: boolean; onView(view: View): void }) {
  const shown = VIEWS.filter((each) => each !== "both" || beside);
  const names: Record<View, string> = { app: i18n.t("App"), both: i18n.t("Side by side"), code: i18n.t("Code") };
  const walk = (event: KeyboardEvent) => {
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    const next = shown[(shown.indexOf(view) + step + shown.length) % shown.length];
    if (step === 0 || !next) return;
    onView(next);
    document.getElementById(`app-tab-${next}`)?.focus();
  };
  return (
    <div role="tablist" aria-label={i18n.t("What to see of the app")} className="flex items-center gap-0.5" onKeyDown={walk}>
      {shown.map((each) => (
        <button
          key={each}
          id={`app-tab-${each}`}
          type="button"
          role="tab"
          aria-selected={each === view}
          tabIndex={each === view ? 0 : -1}
          onClick={() => onView(each)}
          className={cx("h-8 rounded-md px-2.5 text-13 coarse:h-11", each === view ? "bg-hover font-medium" : "text-muted hover:bg-hover hover:text-fg")}
        >
          {names[each]}
        </button>
      ))}
    </div>
  );
}
