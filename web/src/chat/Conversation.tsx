/**
 * The conversation of the room on the screen. Follows the end while it is in sight, never pulls the reader down
 * otherwise. Docked, it is a sheet over a page, of which the composer is always seen.
 */
import { ArrowDown } from "lucide-react";
import { lazy, Suspense, useEffect, useLayoutEffect, useMemo, useRef, useState, type ReactNode } from "react";
import { agentFace } from "../agents/names";
import { useSession } from "../data";
import { i18n, withTaskWords } from "../i18n";
import { send, useActions } from "../room/actions";
import { useDesk } from "../room/desk";
import { pathTo, runningTurn, type RoomState } from "../room/state";
import { useRoom } from "../room/store";
import { cx } from "../ui/cx";
import { Composer } from "./Composer";
import { Reply } from "./Reply";
import { Said } from "./Said";
import { Welcome } from "./Welcome";

const TaskCards = lazy(withTaskWords(() => import("../tasks/TaskCards")));
const JobCards = lazy(withTaskWords(() => import("../jobs/JobCards")));
const JobBar = lazy(withTaskWords(() => import("../jobs/JobBar")));
const LensPanel = lazy(withTaskWords(() => import("../lenses/Panel")));
const RoundsCard = lazy(() => import("../agents/RoundsCard"));

const NEAR_PX = 80;

export function Conversation({ docked }: { docked: boolean }) {
  const { room, phase, error } = useRoom();
  const { canTalk } = useActions();
  const [prefill, setPrefill] = useState<{ text: string } | null>(null);
  const path = useMemo(() => pathTo(room, room.head), [room]);
  const empty = path.length === 0;
  const { lens, canvas, openLens } = useDesk();
  if (phase === "lost") return <Lost message={error?.message ?? ""} />;
  const composer = canTalk && !room.deleted && (
    <Composer
      key={room.id}
      room={room.id}
      autoFocus={empty}
      prefill={prefill}
      onSend={(text, extra) => {
        openLens(null); // it lies over the answer
        return send(room.id, text, extra);
      }}
    />
  );
  // Not only while live: drawing the composer anew when the line is cut would take the keyboard out of the page.
  if (empty && phase !== "loading" && !docked && !lens && Object.keys(room.jobs).length === 0) {
    return <Welcome composer={composer} onTry={(text) => setPrefill({ text })} />;
  }
  return (
    <>
      <Messages room={room} loading={phase === "loading" && empty}>
        {lens && canvas && room.canvases[canvas] && (
          <Suspense fallback={null}>
            <LensPanel key={canvas} room={room.id} canvas={room.canvases[canvas]} />
          </Suspense>
        )}
      </Messages>
      <div data-sheet-dock className="relative shrink-0 overflow-y-hidden [scrollbar-gutter:stable]">
        <div
          className={cx(
            "mx-auto w-full max-w-[720px]",
            docked ? "px-2 pb-[max(8px,env(safe-area-inset-bottom))]" : "px-4 pt-1 pb-[max(16px,env(safe-area-inset-bottom))]",
          )}
        >
        {Object.values(room.jobs).some((job) => /que|run|wai|pau/.test(job.state)) && (
          <Suspense fallback={null}>
            <JobBar room={room} />
          </Suspense>
        )}
        {composer || (
          <p className="rounded-lg bg-sunken px-4 py-3 text-center text-muted">
            {room.deleted ? i18n.t("This conversation was deleted.") : i18n.t("You can read this conversation, not write in it.")}
          </p>
        )}
        </div>
      </div>
      <Announcer room={room} />
    </>
  );
}

function Messages({ room, loading, children }: { room: RoomState; loading: boolean; children: ReactNode }) {
  const me = useSession().data?.user?.id ?? "";
  const scroller = useRef<HTMLDivElement>(null);
  const following = useRef(true);
  const height = useRef(0);
  const [away, setAway] = useState(false);
  const path = useMemo(() => pathTo(room, room.head), [room]);
  const works = Object.values(room.rounds);
  const planned = useMemo(() => new Set(Object.values(room.jobs).flatMap((job) => [job.after, job.told?.after])), [room.jobs]);
  const told = useMemo(() => new Set(Object.values(room.tasks).flatMap((task) => [task.created, ...task.changes, ...task.runs].map((each) => each?.after))), [room.tasks]);
  const said = path.filter((message) => message.turn === null).length;

  useLayoutEffect(() => {
    const element = scroller.current;
    if (element && following.current) element.scrollTop = element.scrollHeight;
  }, [room]);
  // The sheet moves, a keyboard comes up, messages are laid out at last: who was at the end stays there.
  useEffect(() => {
    const element = scroller.current;
    const list = element?.firstElementChild;
    if (!element || !list) return;
    const observer = new ResizeObserver(() => {
      if (following.current) element.scrollTop = element.scrollHeight;
      height.current = element.clientHeight;
    });
    observer.observe(element);
    observer.observe(list);
    return () => observer.disconnect();
  }, []);
  // One's own new message is always brought into sight.
  useLayoutEffect(() => {
    following.current = true;
    const element = scroller.current;
    if (element) element.scrollTop = element.scrollHeight;
  }, [said]);

  return (
    <div className="sheet-body relative min-h-0 flex-1">
      <div
        ref={scroller}
        tabIndex={-1}
        role="log"
        aria-live="off"
        aria-label={i18n.t("Conversation")}
        data-at-top
        className="log h-full overflow-y-auto overscroll-contain outline-none [scrollbar-gutter:stable]"
        onScroll={(event) => {
          const element = event.currentTarget;
          element.toggleAttribute("data-at-top", element.scrollTop <= 0);
          // A list that is given another height is scrolled by the browser, not by the reader.
          if (element.clientHeight !== height.current) return;
          const near = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_PX;
          following.current = near;
          setAway(!near);
        }}
      >
        <ol className="mx-auto max-w-[720px] space-y-5 px-4 pt-4 pb-8">
          {loading && <Skeleton />}
          {!loading && path.length === 0 && !planned.has("") && (
            <li className="pt-4 text-center text-13 text-muted">{i18n.t("Nothing was said yet. Ask for what the page should be.")}</li>
          )}
          {told.has("") && path.length > 0 && (
            <li>
              <Suspense fallback={<div className="h-28" />}>
                <TaskCards room={room} after="" />
              </Suspense>
            </li>
          )}
          {planned.has("") && !loading && (
            <li>
              <Suspense fallback={<div className="h-28" />}>
                <JobCards room={room} after="" />
              </Suspense>
            </li>
          )}
          {path.map((message) => {
            const turn = message.turn === null ? null : room.turns[message.turn];
            const work = turn ? undefined : works.findLast((each) => each.message === message.id);
            return (
              <li key={message.id} className={cx("group/list", (work || told.has(message.id) || planned.has(message.id)) && "space-y-5")}>
                {turn ? <Reply message={message} turn={turn} room={room} /> : <Said message={message} room={room} me={me} />}
                {work && (
                  <Suspense fallback={<div className="h-28" />}>
                    <RoundsCard room={room} work={work} />
                  </Suspense>
                )}
                {told.has(message.id) && (
                  <Suspense fallback={<div className="h-28" />}>
                    <TaskCards room={room} after={message.id} />
                  </Suspense>
                )}
                {planned.has(message.id) && (
                  <Suspense fallback={<div className="h-28" />}>
                    <JobCards room={room} after={message.id} />
                  </Suspense>
                )}
              </li>
            );
          })}
        </ol>
      </div>
      {away && (
        <button
          type="button"
          onClick={() => scroller.current?.scrollTo({ top: scroller.current.scrollHeight, behavior: "smooth" })}
          className="absolute bottom-3 left-1/2 flex h-8 -translate-x-1/2 animate-fade items-center gap-1.5 rounded-full border border-line bg-surface px-3 text-12 shadow-float hover:border-line-strong coarse:h-11"
        >
          <ArrowDown size={14} /> {i18n.t("To the end")}
        </button>
      )}
      {children}
    </div>
  );
}

function Skeleton() {
  return (
    <li aria-hidden className="animate-skeleton space-y-3 pt-4">
      <div className="skeleton ms-auto h-10 w-2/5" />
      <div className="skeleton h-4 w-4/5" />
      <div className="skeleton h-4 w-3/5" />
    </li>
  );
}

function Lost({ message }: { message: string }) {
  return (
    <div className="grid flex-1 place-items-center p-8 text-center">
      <div>
        <p className="text-16 font-medium">{i18n.t("This conversation cannot be opened.")}</p>
        <p className="mt-1 text-muted">{message}</p>
        <a href="/" className="mt-4 inline-block text-accent underline underline-offset-2">
          {i18n.t("Go to your conversations")}
        </a>
      </div>
    </div>
  );
}

/** Says politely that an answer began and ended. The answer itself is read out where it stands, once it is whole. */
function Announcer({ room }: { room: RoomState }) {
  const [words, setWords] = useState("");
  const turn = runningTurn(room);
  const running = turn?.id ?? null;
  const name = turn ? agentFace(room, turn.agent).name : "";
  const before = useRef<string | null>(null);
  useEffect(() => {
    const ended = before.current;
    before.current = running;
    if (running !== null && running !== ended) setWords(i18n.t("{name} is answering.", { name }));
    else if (ended !== null && running === null) setWords(i18n.t("The answer is there."));
  }, [running, name]);
  return (
    <div aria-live="polite" className="sr-only">
      {words}
    </div>
  );
}
