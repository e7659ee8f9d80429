/**
 * The canvas pane: an editor with its own connection, mounted by React once and left alone by it afterwards.
 *
 * A lazy chunk of the page. What a person does comes out through the callbacks of `types.ts`.
 */

import { EditorState } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { useEffect, useImperativeHandle, useRef } from "react";
import { i18n } from "../i18n";
import "./canvas.css";
import "./nextEdit.css";
import "./surface.css";
import { extensions, Switches } from "./editor";
import { type Saving, setRescued, setSaving } from "./footer";
import { setActiveEdits, stops } from "./marks";
import { openSearch } from "./search";
import { marginPlugin, notesOf, setNotes } from "./notes";
import { selectionOf } from "./selection";
import { CanvasSocket, type Line, type Timers } from "./socket";
import { go, visit } from "./stops";
import { shownNotes, syncField, unconfirmed } from "./sync";
import type { CanvasPaneProps, CanvasStatus } from "./types";
import { type Page, setAsking, setMode, setReadOnly } from "./view";

export type * from "./types";

const SELECTION_REST_MS = 150;
/** Saving takes a few milliseconds: said only when it takes longer than this. */
const SAVING_SHOWN_MS = 600;

const timers: Timers = {
  now: () => performance.now(),
  after(ms, then) {
    const id = setTimeout(then, ms);
    return () => clearTimeout(id);
  },
};

function dial(canvas: string, sharedCode: string | undefined): Line {
  const scheme = location.protocol === "https:" ? "wss:" : "ws:";
  const above = sharedCode === undefined ? "" : `/shared/${encodeURIComponent(sharedCode)}`;
  const socket = new WebSocket(`${scheme}//${location.host}/api${above}/canvases/${encodeURIComponent(canvas)}/socket`);
  const line: Line = {
    send: (text) => socket.readyState === WebSocket.OPEN && socket.send(text),
    close: () => socket.close(),
    onopen: null,
    onmessage: null,
    onclose: null,
  };
  socket.onopen = () => line.onopen?.();
  socket.onmessage = (event: MessageEvent<string>) => line.onmessage?.({ data: event.data });
  socket.onclose = () => line.onclose?.();
  return line;
}

/** A name for this connection. Not `randomUUID`, which a browser has only on https and localhost. */
function clientId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** One open canvas: view, socket, and what is told to the page. Lives as long as the pane shows this canvas. */
class Desk {
  readonly view: EditorView;
  readonly switches = new Switches();
  private readonly socket: CanvasSocket;
  private status: CanvasStatus = { phase: "opening", unsent: 0, version: -1, editable: false };
  private saving: Saving = "opening";
  private selectionTimer: ReturnType<typeof setTimeout> | undefined;
  private savingTimer: ReturnType<typeof setTimeout> | undefined;
  private selected = false;
  private agents = "";
  private ended = false;
  private leavingBehind = false;
  private readonly online = () => this.socket.online();

  constructor(
    parent: HTMLElement,
    private readonly page: Page,
  ) {
    const { canvas, sharedCode } = page.props;
    this.view = new EditorView({
      parent,
      state: EditorState.create({
        extensions: [
          extensions(page, this.switches),
          EditorView.updateListener.of((update) => {
            if (update.docChanged || update.selectionSet) this.moved(update.docChanged);
            this.listen();
          }),
        ],
      }),
    });
    this.switches.load(this.view, canvas);
    if (sharedCode !== undefined) this.view.dispatch({ effects: setMode.of("read") });
    this.socket = new CanvasSocket(this.view, {
      client: clientId(),
      dial: () => dial(canvas.id, sharedCode),
      timers,
      onChange: () => this.tell(),
      onRescued: (words, why) => this.view.dispatch({ effects: setRescued.of({ words, why }) }),
    });
    window.addEventListener("online", this.online);
    window.addEventListener("beforeunload", this.leaving);
    this.socket.start();
  }

  /** The pane is closed. Words that are still on their way keep the connection until they have arrived. */
  end(): void {
    clearTimeout(this.selectionTimer);
    this.leavingBehind = unconfirmed(this.view.state.field(syncField)) !== null;
    if (this.leavingBehind) this.view.dom.remove();
    else this.finish();
  }

  private finish(): void {
    this.ended = true;
    clearTimeout(this.selectionTimer);
    clearTimeout(this.savingTimer);
    window.removeEventListener("online", this.online);
    window.removeEventListener("beforeunload", this.leaving);
    this.socket.stop();
    this.view.destroy();
  }

  /** The page's lists changed. */
  refresh(before: CanvasPaneProps | null): void {
    const { canvas, activeEdits, people, readOnly, notes, activeNote } = this.page.props;
    if (before && (before.canvas.kind !== canvas.kind || before.canvas.language !== canvas.language || before.canvas.title !== canvas.title)) {
      this.switches.update(this.view, canvas);
    }
    if (before?.readOnly !== readOnly) this.view.dispatch({ effects: setReadOnly.of(readOnly) });
    if (before?.activeEdits !== activeEdits || before.people !== people) {
      this.view.dispatch({ effects: setActiveEdits.of(activeEdits) });
    }
    if (before?.notes !== notes || before.activeNote !== activeNote) {
      this.view.dispatch({ effects: setNotes.of(notesOf(notes, activeNote)) });
    }
  }

  private readonly leaving = (event: BeforeUnloadEvent) => {
    if (!this.socket.flush()) event.preventDefault();
  };

  private moved(changed: boolean): void {
    if (changed && unconfirmed(this.view.state.field(syncField))) this.socket.changed();
    this.socket.moved();
    // Not started anew by every change: while an agent streams, it would never run out.
    this.selectionTimer ??= setTimeout(() => {
      this.selectionTimer = undefined;
      const found = selectionOf(this.view.state, this.page.props.canvas.id, this.view.state.selection.main);
      if (!found && !this.selected) return;
      this.selected = found !== null;
      this.page.props.onSelection(found);
    }, SELECTION_REST_MS);
  }

  /** Say when an agent begins and ends to write. */
  private listen(): void {
    const agents = this.view.state.field(syncField).cursors.filter((cursor) => cursor.kind === "agent").map((cursor) => cursor.name);
    const now = [...new Set(agents)].join(", ");
    if (now === this.agents) return;
    this.page.say(now ? i18n.t("{name} is writing", { name: now }) : i18n.t("{name} has finished", { name: this.agents }));
    this.agents = now;
  }

  private tell(): void {
    const sync = this.view.state.field(syncField);
    const { phase, waitingSince } = this.socket;
    const unsent = unconfirmed(sync) ? 1 : 0;
    if (this.leavingBehind) {
      if (!unsent) queueMicrotask(() => this.finish());
      return;
    }
    const next: CanvasStatus = { phase, unsent, version: sync.version, editable: sync.editable };
    const before = this.status;
    this.status = next;
    if (before.phase !== phase || before.editable !== next.editable) this.page.props.onStatus?.(next);
    clearTimeout(this.savingTimer);
    this.savingTimer = undefined;
    if (phase === "live" && waitingSince !== null) {
      const left = SAVING_SHOWN_MS - (timers.now() - waitingSince);
      if (left > 0) this.savingTimer = setTimeout(() => this.tell(), left);
      else this.show("saving");
      return;
    }
    this.show(phase === "live" ? (sync.editable ? "saved" : "read") : phase);
  }

  private show(saving: Saving): void {
    if (this.saving === saving) return;
    this.saving = saving;
    // Not while the view is in an update of its own.
    queueMicrotask(() => !this.ended && this.view.dispatch({ effects: setSaving.of(saving) }));
  }
}

export function CanvasPane(props: CanvasPaneProps) {
  const place = useRef<HTMLDivElement>(null);
  const live = useRef<HTMLDivElement>(null);
  const desk = useRef<Desk | null>(null);
  const page = useRef<Page>({
    props,
    say: (words) => {
      if (live.current) live.current.textContent = words;
    },
  });
  const shown = useRef<CanvasPaneProps | null>(null);

  useEffect(() => {
    page.current.props = props;
    desk.current?.refresh(shown.current);
    shown.current = props;
  });

  useEffect(() => {
    const made = new Desk(place.current!, page.current);
    desk.current = made;
    made.refresh(null);
    return () => {
      desk.current = null;
      made.end();
    };
  }, [props.canvas.id, props.sharedCode, props.me]);

  useImperativeHandle(props.ref, () => ({
    focus: () => desk.current?.view.focus(),
    reveal(target) {
      const view = desk.current?.view;
      if (!view) return false;
      if ("note" in target) {
        const place = shownNotes(view.state.field(syncField)).find((each) => each.id === target.note);
        if (!place) return false;
        view.dispatch({ effects: EditorView.scrollIntoView(place.start, { y: "start", yMargin: 120 }) });
        return true;
      }
      const id = "turn" in target ? target.turn : target.suggestion;
      const stop = stops(view.state).find((each) => each.id === id);
      if (stop) visit(view, stop);
      return stop !== undefined;
    },
    go: (direction) => desk.current && go(direction)(desk.current.view),
    margin: () => desk.current?.view.plugin(marginPlugin)?.dom ?? null,
    notePlaces: () => desk.current?.view.plugin(marginPlugin)?.places() ?? [],
    endComment: () => desk.current?.view.dispatch({ effects: setAsking.of(null) }),
    onMoved: (then) => desk.current?.view.plugin(marginPlugin)?.listen(then) ?? (() => undefined),
    offered() {
      const sync = desk.current?.view.state.field(syncField);
      return sync && sync.version >= 0 ? { version: sync.version, text: sync.confirmed.toString(), offers: sync.suggestions } : null;
    },
    openSearch: () => desk.current && openSearch(desk.current.view),
    setMode: (mode) => desk.current?.view.dispatch({ effects: setMode.of(mode) }),
    settled: () => !desk.current || !unconfirmed(desk.current.view.state.field(syncField)),
    editor: () => desk.current?.view ?? null,
    selection() {
      const view = desk.current?.view;
      return view ? selectionOf(view.state, page.current.props.canvas.id, view.state.selection.main) : null;
    },
  }));

  return (
    <div className="cv-pane" data-canvas={props.canvas.id} data-theme-shown={props.theme}>
      <div className="cv-place" ref={place} />
      <div className="cv-live" role="status" aria-live="polite" ref={live} />
    </div>
  );
}

export default CanvasPane;
