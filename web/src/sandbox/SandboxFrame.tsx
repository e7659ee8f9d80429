/**
 * An app that a model wrote, running where it can reach nothing: the frame, who made it and what it may do, Stop, and
 * the questions it may put to the person. Needs the words of tasks (`withTaskWords`).
 */
import { useQuery } from "@tanstack/react-query";
import { useEffect, useImperativeHandle, useRef, useState, type Ref } from "react";
import { api } from "../api";
import { i18n } from "../i18n";
import { NO_LOOK, useTastes } from "../apps/tastes";
import { useTheme } from "../theme";
import { cx } from "../ui/cx";
import type { FrameView } from "../wire.gen";
import { AskBar, type Asked } from "./AskBar";
import type { Language } from "./compile";
import { FrameFoot } from "./FrameFoot";
import { Live, type LiveState } from "./live";
import type { AppError, AskName, Attempt, Called, Doc, Handlers, Json } from "./protocol";

export type { AppError, Attempt, Doc, Handlers, Json, Language, LiveState };

export interface SandboxHandle {
  stop(): void;
  restart(): void;
  freeze(): void;
  /** PNG as a data: address; rejects where the app does not run or cannot be drawn. */
  capture(): Promise<string>;
}

export interface SandboxFrameProps {
  readonly code: string;
  readonly language: Language;
  readonly title: string;
  /** What is given is what the app may do; a handler that throws says so to the app. */
  readonly handlers?: Handlers;
  /** Props of the app; a change draws it again without a new start. */
  readonly params?: Readonly<Record<string, Json>>;
  readonly doc?: Doc | null;
  /** Take the height of the place instead of the app's own. */
  readonly fill?: boolean;
  /** What is said under it, in place of that a model made it. */
  readonly about?: string;
  /** For the page of a server of tools: `tell` it what it shows, once it began. */
  readonly onBegun?: (tell: (method: string, params: unknown) => void) => void;
  readonly onError?: (error: AppError) => void;
  readonly onState?: (state: LiveState) => void;
  readonly onBlocked?: (attempt: Attempt) => void;
  readonly ref?: Ref<SandboxHandle>;
}

const NOTHING: Readonly<Record<string, Json>> = {};
const NONE: Handlers = {};
const HEIGHT = 420;
const LEAST = 120;
const MOST = 760;

export default function SandboxFrame(props: SandboxFrameProps) {
  const { code, language, title, handlers = NONE, params = NOTHING, doc = null, fill = false, ref } = props;
  const look = useTastes();
  const theme = useTheme((state) => state.shown);
  const frame = useQuery({ queryKey: ["frame"], queryFn: () => api.get<FrameView>("/frame"), staleTime: Infinity });
  const place = useRef<HTMLDivElement>(null);
  const live = useRef<Live | null>(null);
  const [run, setRun] = useState(0);
  const [state, setState] = useState<LiveState>("loading");
  const [problem, setProblem] = useState<AppError | null>(null);
  const [asked, setAsked] = useState<Asked | null>(null);
  const [picture, setPicture] = useState<string | null>(null);
  const [height, setHeight] = useState(HEIGHT);
  const now = useRef({ props, theme, look, handlers, params, doc });
  useEffect(() => void (now.current = { props, theme, look, handlers, params, doc }));
  const origin = frame.data?.origin ?? null;
  const may = Object.keys(handlers).sort().join(" ");

  useEffect(() => {
    if (!origin || !place.current) return;
    setProblem(null);
    setPicture(null);
    const { handlers, params, doc, theme } = now.current;
    const begun = new Live(place.current, {
      origin, code, language, title, handlers, params, doc, theme, look: now.current.look ?? NO_LOOK,
      onState: (found) => {
        setState(found);
        if (found === "running") setProblem((known) => (known?.kind === "stuck" ? null : known)); // it was only slow
        if (found !== "running" && found !== "loading") setAsked(null);
        now.current.props.onState?.(found);
      },
      onError: (error) => {
        setProblem((known) => (known && known.kind !== "console" ? known : error));
        now.current.props.onError?.(error);
      },
      onBlocked: (attempt) => now.current.props.onBlocked?.(attempt),
      ...(now.current.props.onBegun ? { onBegun: () => now.current.props.onBegun?.((method, params) => begun.tell(method, params)) } : {}),
      onPainted: () => undefined,
      onSeen: () => undefined,
      onPicture: setPicture,
      onHeight: (found) => setHeight(Math.min(MOST, Math.max(LEAST, found))),
      ask: (name, given) => ask(name, given),
    }); // prettier-ignore
    live.current = begun;
    return () => begun.stop();
    // What else is given reaches the app that runs; only these need a new one.
  }, [origin, code, language, run, may, look?.corners, look?.density]);
  useEffect(() => live.current?.setTheme(theme), [theme]);
  useEffect(() => live.current?.setParams(params), [params]);
  useEffect(() => void (doc && live.current?.setDoc(doc)), [doc?.text, doc?.version]);
  useEffect(() => live.current?.setHandlers(handlers), [handlers]);

  function ask<Name extends AskName>(name: Name, given: Called[Name]): Promise<unknown> {
    // A press in the frame counts for the page too: without one nobody meant it.
    if (!navigator.userActivation.isActive) return Promise.reject(new Error("Only a press of the person can ask for this."));
    return new Promise((done, not) => {
      setAsked((open) => {
        open?.refuse();
        return { name, given, allow: () => (setAsked(null), done(null)), refuse: () => (setAsked(null), not(new Error("The person did not allow this."))) };
      });
    });
  }

  const acts: SandboxHandle = {
    stop: () => live.current?.stop(),
    restart: () => setRun((count) => count + 1),
    freeze: () => void live.current?.freeze(),
    capture: () => live.current?.capture() ?? Promise.reject(new Error("The app does not run.")),
  };
  useImperativeHandle(ref, () => acts);

  const runs = state === "running" || state === "loading" || state === "stuck";
  return (
    <section aria-label={title} className={cx("flex min-w-0 flex-col overflow-hidden bg-surface", fill ? "h-full min-h-0" : "rounded-lg border border-line")}>
      <div className={cx("relative", fill && "min-h-0 flex-1")} style={fill ? undefined : { height }}>
        <div ref={place} className="h-full w-full [&>iframe]:block [&>iframe]:h-full [&>iframe]:w-full [&>iframe]:border-0" />
        {frame.isSuccess && !origin && <Nowhere />}
        {frame.isError && <Middle words={i18n.t("The server cannot be reached, so the app was not started.")} />}
        {!runs && origin && <Ended state={state} problem={problem} picture={picture} onAgain={acts.restart} />}
        {asked && <AskBar asked={asked} />}
      </div>
      <FrameFoot may={handlers} said={props.about} state={state} problem={problem} onStop={acts.stop} onAgain={acts.restart} />
    </section>
  );
}

function Nowhere() {
  return <Middle words={i18n.t("Apps run under a second name of this server, which this address has not. Open gesso at localhost, or set GESSO_SANDBOX_URL (docs/sandbox.md).")} />;
}

function Middle({ words, children }: { words: string; children?: React.ReactNode }) {
  return (
    <div className="absolute inset-0 flex flex-col items-center justify-center gap-3 overflow-y-auto bg-sunken p-6 text-center text-13">
      <p className="max-w-prose [overflow-wrap:anywhere]">{words}</p>
      {children}
    </div>
  );
}

function Ended(props: { state: LiveState; problem: AppError | null; picture: string | null; onAgain: () => void }) {
  const { state, problem, picture, onAgain } = props;
  const again = (
    <button type="button" onClick={onAgain} className="h-8 shrink-0 rounded-md border border-line bg-surface px-3 text-13 hover:border-line-strong coarse:h-11">
      {state === "frozen" ? i18n.t("Open again") : i18n.t("Start again")}
    </button>
  );
  if (state === "frozen" && picture) {
    return (
      <div className="absolute inset-0">
        <img src={picture} alt={i18n.t("How the app looked")} className="size-full object-cover object-top opacity-60" />
        <div className="absolute inset-0 flex items-center justify-center">{again}</div>
      </div>
    );
  }
  const words = state === "failed" && problem ? problem.message : state === "frozen" ? i18n.t("The app rests.") : i18n.t("The app was stopped.");
  return <Middle words={words}>{again}</Middle>;
}
