/** Under a page with code: running it, and what it gave. Everything shown here is output, and nothing to act on. */
import { Braces, Package, Play, RotateCcw, Square, Terminal } from "lucide-react";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { createPortal } from "react-dom";
import { api } from "../api";
import { i18n } from "../i18n";
import { useActions } from "../room/actions";
import { pane } from "../room/desk";
import type { Canvas, RoomState } from "../room/state";
import type { AppError } from "../sandbox/protocol";
import { Button, Hint, IconButton } from "../ui/button";
import type { CodeCell, CodeItem, CodeView, SandboxView } from "../wire.gen";
import { fencesOf, placed, type Fence } from "./fences";
import { ROUNDS, useFixing } from "./fixing";
import { CellItems, Items } from "./Items";
import { Live, type Mending, type Started, type Wrong, wrongOf } from "./Live";
import { goToLine, type Mark, markLines, showSlots, slotsOf } from "./lines";
import { useRun } from "./run";
import { Variables } from "./Variables";

const SAVE_MS = 2000;
const MOD = /Mac|iP(hone|ad)/.test(navigator.platform) ? "⌘" : "Ctrl";
type Part = "output" | "variables" | "packages" | null;

/** The server runs the text that it has. */
async function saved(): Promise<void> {
  for (const end = performance.now() + SAVE_MS; performance.now() < end && pane.current?.settled() === false; ) {
    await new Promise((then) => setTimeout(then, 30));
  }
}

const fences = (): Fence[] => {
  const view = pane.current?.editor();
  return view ? fencesOf(view.state) : [];
};

/** The fence that has the caret. */
function here(): Fence | undefined {
  const at = pane.current?.editor()?.state.selection.main.head ?? -1;
  return fences().find((fence) => fence.from <= at && at <= fence.to);
}

/** Where the output of a cell is shown now. */
function fenceOf(cell: number): Fence | undefined {
  const state = pane.current?.editor()?.state;
  const slot = state && slotsOf(state).find((each) => each.cell === cell);
  return slot && fences().find((fence) => fence.to === slot.at);
}

/** What an agent has changed comes to the editor a moment after it is told. */
async function changed({ cell, code }: Started): Promise<void> {
  for (const end = performance.now() + SAVE_MS; performance.now() < end && fenceOf(cell)?.code === code; ) {
    await new Promise((then) => setTimeout(then, 30));
  }
}

function lineOf(item: CodeItem): number | null {
  if (item.line === null || item.cell === 0) return item.line;
  const fence = fenceOf(item.cell);
  return fence ? fence.line + item.line : null;
}

/** Ctrl-Enter in the text, and the button of a fence. */
function useAsked(canvas: string, document: boolean, run: (line?: number) => void): void {
  const now = useRef(run);
  useEffect(() => void (now.current = run));
  useEffect(() => {
    const within = (event: Event) => event.target instanceof Element && event.target.closest(`[data-canvas="${canvas}"]`) !== null;
    const press = (event: KeyboardEvent) => {
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey || !within(event)) return;
      const line = document ? here()?.line : undefined;
      if (document && line === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      now.current(line);
    };
    const asked = (event: Event) => {
      if (!within(event)) return;
      event.preventDefault(); // heard
      now.current((event as CustomEvent<number>).detail);
    };
    // Before the editor, which would begin a line.
    window.addEventListener("keydown", press, true);
    window.addEventListener("gesso-run", asked);
    return () => {
      window.removeEventListener("keydown", press, true);
      window.removeEventListener("gesso-run", asked);
    };
  }, [canvas, document]);
}

function stateOf(view: CodeView | null, sandbox: SandboxView | undefined, round: number): string {
  if (sandbox && sandbox.tier === null) return i18n.t("Code cannot be run on this server: nothing here holds it safely.");
  if (view?.state === "starting") return i18n.t("Starting…");
  if (view?.state === "running") return i18n.t("Running…");
  if (round > 0) return i18n.t("Being fixed, try {round} of {rounds}", { round, rounds: ROUNDS });
  if (view && view.seconds !== null) return ranIn(view.seconds);
  return sandbox ? i18n.t("Runs in a sandbox: no network, no files of this machine.") : "";
}

const ranIn = (seconds: number) => i18n.t("Ran in {seconds} s", { seconds: seconds.toFixed(seconds < 1 ? 2 : seconds < 10 ? 1 : 0) });

interface Lives {
  readonly started: readonly Started[];
  readonly wrong: readonly Wrong[];
}

/** Blocks that run in the browser's sandbox: which, and what went wrong on their lines. */
function useLives() {
  const [lives, setLives] = useState<Lives>({ started: [], wrong: [] });
  const without = (cell: number) => ({
    started: lives.started.filter((each) => each.cell !== cell),
    wrong: lives.wrong.filter((each) => each.cell !== cell),
  });
  return {
    lives,
    start: (fence: Fence | undefined) => {
      if (!fence || fence.runs === "python") return;
      const { runs: language, code } = fence;
      const before = lives.started.find((each) => fenceOf(each.cell)?.from === fence.from);
      const cell = before?.cell ?? Math.min(0, ...lives.started.map((each) => each.cell)) - 1;
      const { started, wrong } = without(cell);
      setLives({ started: [...started, { cell, code, language, times: (before?.times ?? 0) + 1 }], wrong });
    },
    close: (cell: number) => setLives(without(cell)),
    fail: (found: Wrong | null) => found && setLives((all) => ({ ...all, wrong: [...all.wrong.filter((each) => each.cell !== found.cell), found] })),
  };
}

/** The places under the fences, and the marks on the lines, as the last run says. */
function useMarks(view: CodeView | null, document: boolean, lives: Lives): ReadonlyMap<number, HTMLElement> {
  const elements = useRef(new Map<number, HTMLElement>());
  const [places, setPlaces] = useState<ReadonlyMap<number, HTMLElement>>(elements.current);
  const busy = view !== null && view.state !== "idle";
  const seen = view && `${view.run} ${view.running} ${view.items.length} ${view.state}`;
  const { started, wrong } = lives;
  useEffect(() => {
    const editor = pane.current?.editor();
    if (!editor || !view) return;
    if (document) {
      const kept = new Map(slotsOf(editor.state).map((slot) => [slot.cell, slot.at]));
      const shown = view.cells.filter((cell) => view.running === cell.id || cell.seconds !== null || view.items.some((item) => item.cell === cell.id));
      const all = fencesOf(editor.state);
      const ran = started.map(({ cell, code }): CodeCell => ({ id: cell, number: -1, code, count: 1, seconds: 1 }));
      const where = [...placed(all.filter((fence) => fence.runs === "python"), shown, kept), ...placed(all.filter((fence) => fence.runs !== "python"), ran, kept)];
      const slots = where.map(([cell, fence]) => {
        const element = elements.current.get(cell) ?? globalThis.document.createElement("div");
        elements.current.set(cell, element);
        return { cell, at: fence.to, element };
      });
      showSlots(editor, slots);
      setPlaces(new Map(slots.map((slot) => [slot.cell, slot.element])));
    }
    const marks = busy ? [] : view.items.flatMap<Mark>((item) => {
      const line = item.kind === "error" || item.kind === "test" ? lineOf(item) : null;
      if (line === null) return [];
      if (item.kind === "error") return [{ line, kind: "wrong", words: `${item.name}: ${item.text}` }];
      return [item.ok ? { line, kind: "passed", words: i18n.t("passes") } : { line, kind: "failed", words: item.text.slice(0, 160) }];
    });
    const others = wrong.flatMap<Mark>((each) => {
      const fence = fenceOf(each.cell);
      return fence ? [{ line: fence.line + each.line, kind: "wrong", words: each.words }] : [];
    });
    markLines(editor, [...marks, ...others]);
  }, [seen, document, started, wrong]);
  return places;
}

export default function CodePanel({ room, canvas }: { room: RoomState; canvas: Canvas }) {
  const { canEdit, canTalk } = useActions();
  const sandbox = useQuery({ queryKey: ["sandbox"], queryFn: () => api.get<SandboxView>("/sandbox"), staleTime: Infinity }).data;
  const working = Object.values(room.turns).some((turn) => turn.outcome === null);
  const { view, start, stop, restart } = useRun(canvas.id, working);
  const [part, setPart] = useState<Part>("output");
  const document = canvas.kind === "document";
  const { lives, ...live } = useLives();
  const places = useMarks(view, document, lives);
  const busy = view !== null && view.state !== "idle";
  const able = canEdit && sandbox?.tier !== null;

  const run = async (line?: number) => {
    const wanted = document ? fences().filter((fence) => line === undefined || fence.line === line) : [];
    if (line !== undefined) wanted.forEach(live.start);
    if (!able || busy || (document && !wanted.some((fence) => fence.runs === "python"))) return null;
    const editor = pane.current?.editor();
    if (editor && !document) markLines(editor, []);
    if (!document) setPart("output");
    await saved();
    return start(line === undefined ? {} : { fence: line });
  };
  const { number, fix } = useFixing(room, canvas.id, (cell) => run(cell ? fenceOf(cell)?.line : undefined), lineOf);
  useAsked(canvas.id, document, (line) => void run(line));

  const acts = {
    onFix: canTalk && canEdit && !busy && number === 0 ? fix : undefined,
    onLine: (item: CodeItem) => {
      const [editor, line] = [pane.current?.editor(), lineOf(item)];
      if (editor && line !== null) goToLine(editor, line);
    },
  };
  const some = view !== null && view.items.some((item) => item.cell === 0);
  const toggle = (wanted: Part, label: string, icon: ReactNode) => (
    <IconButton label={label} side="top" aria-pressed={part === wanted} className="aria-pressed:bg-hover aria-pressed:text-fg" onClick={() => setPart(part === wanted ? null : wanted)}>
      {icon}
    </IconButton>
  );
  return (
    <section data-canvas={canvas.id} aria-label={i18n.t("Run")} className="flex max-h-[45%] shrink-0 flex-col border-t border-line bg-surface">
      <div className="flex min-h-11 coarse:min-h-14 shrink-0 items-center gap-1 px-3 max-md:px-2">
        {canEdit && (!document || fences().some((fence) => fence.runs === "python")) &&
          (busy ? (
            <Button size="sm" onClick={stop}>
              <Square size={12} fill="currentColor" /> {i18n.t("Stop")}
            </Button>
          ) : (
            <Hint label={document ? i18n.t("Run every block of Python, from the first") : i18n.t("Run")} keys={document ? "" : `${MOD} ⏎`} side="top">
              <Button size="sm" kind={document ? "plain" : "primary"} disabled={!able} onClick={() => void run()}>
                <Play size={12} fill="currentColor" /> {document ? i18n.t("Run all") : i18n.t("Run")}
              </Button>
            </Hint>
          ))}
        <p role="status" className="min-w-0 flex-1 truncate ps-1 text-12 text-muted">
          {stateOf(view, sandbox, number)}
        </p>
        {some && toggle("output", i18n.t("Output"), <Terminal size={14} />)}
        {view !== null && view.run > 0 && toggle("variables", i18n.t("Variables"), <Braces size={14} />)}
        {sandbox && sandbox.tier !== null && toggle("packages", i18n.t("What code can use here"), <Package size={14} />)}
        {canEdit && view !== null && view.run > 0 && (
          <IconButton label={i18n.t("Start afresh: forget what was defined")} side="top" onClick={restart}>
            <RotateCcw size={14} />
          </IconButton>
        )}
      </div>
      {some && part === "output" && <Items view={view} {...acts} />}
      {part === "variables" && view && (
        <div className="min-h-0 overflow-y-auto border-t border-line bg-sunken">
          <Variables canvas={canvas.id} view={view} />
        </div>
      )}
      {part === "packages" && sandbox && <Packages sandbox={sandbox} />}
      {lives.started.map((started) => {
        const place = places.get(started.cell);
        const mend = {
          room,
          canvas: canvas.id,
          run: () => void changed(started).then(() => live.start(fenceOf(started.cell))),
          lineOf: (line: number | null) => {
            const fence = fenceOf(started.cell);
            return fence && line !== null ? fence.line + line : null;
          },
        };
        const shown = { place, started, mend, onError: (error: AppError) => live.fail(wrongOf(started.cell, error)), onClose: () => live.close(started.cell) };
        return place && createPortal(<Beside {...shown} place={place} />, place, String(started.cell));
      })}
      {view?.cells.map((cell) => {
        const place = places.get(cell.id);
        return place && createPortal(<Under cell={cell} view={view} {...acts} />, place, String(cell.id));
      })}
    </section>
  );
}

function Beside(props: { place: HTMLElement; started: Started; mend: Mending; onError(error: AppError): void; onClose(): void }) {
  const { cell: id, code } = props.started;
  return <Live {...props} stale={useStale(id, code)} />;
}

function Under({ cell, view, ...acts }: { cell: CodeCell; view: CodeView; onFix: ((error: CodeItem) => void) | undefined; onLine: (item: CodeItem) => void }) {
  const stale = useStale(cell.id, cell.code);
  const state = view.running === cell.id ? i18n.t("Running…") : cell.seconds === null ? "" : ranIn(cell.seconds);
  return <CellItems items={view.items.filter((item) => item.cell === cell.id)} state={state} stale={stale && view.running !== cell.id} {...acts} />;
}

const LOOK_MS = 700;

/** Whether the fence reads otherwise than when it ran. */
function useStale(cell: number, code: string): boolean {
  const [stale, setStale] = useState(false);
  useEffect(() => {
    const look = () => {
      const fence = fenceOf(cell);
      setStale(fence !== undefined && fence.code !== code);
    };
    look();
    const timer = setInterval(look, LOOK_MS);
    return () => clearInterval(timer);
  }, [cell, code]);
  return stale;
}

const USUAL = ["numpy", "pandas", "matplotlib"];

function Packages({ sandbox }: { sandbox: SandboxView }) {
  const there = USUAL.filter((name) => sandbox.packages.includes(name));
  const facts = { python: sandbox.python, memory: (sandbox.memory_bytes / 1e9).toFixed(1), seconds: sandbox.seconds, tier: sandbox.tier ?? "" };
  return (
    <div className="min-h-0 overflow-y-auto border-t border-line bg-sunken p-3 text-12">
      <p>{i18n.t("Python {python} in {tier}: {memory} GB of memory and {seconds} seconds for a run, no network, no files of this machine.", facts)}</p>
      <p className="mt-1.5">
        {there.length > 0
          ? i18n.t("For tables and plots: {names}.", { names: there.join(", ") })
          : i18n.t("numpy, pandas and matplotlib are not installed beside gesso: “pip install gesso[code]” brings them.")}
      </p>
      <p className="mt-1.5 text-muted [overflow-wrap:anywhere]">{i18n.t("Also installed: {names}.", { names: sandbox.packages.filter((name) => !there.includes(name)).join(", ") })}</p>
    </div>
  );
}
