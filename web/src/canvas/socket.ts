/**
 * The canvas's connection to the server: frames of `wire.gen.ts`, in the order docs/contracts.md gives.
 *
 * Never loses a keystroke: what is typed waits in `sync.ts` until the log shows it. After a cut the client says hello
 * with its version and the same name, takes in what it missed, and only then pushes; a change that was logged just
 * before the cut is recognised by that name and not sent twice. When texts differ (heartbeat, refusal, a change that
 * does not fit), the whole text is taken and the words that were not on the server are handed to `onRescued`.
 * One push is in flight at a time; pushes are at least `PUSH_GAP_MS` apart. Everything runs on the page's one thread;
 * frames of a connection that was given up are ignored.
 */

import type { EditorState, TransactionSpec } from "@codemirror/state";
import type { ClientFrame, Cursors, Notes, Opened, ServerFrame, Suggestions, Update } from "../wire.gen";
import { checksum } from "./checksum";
import {
  open,
  receive,
  setCursors,
  setEditable,
  setNotes,
  setSuggestions,
  syncField,
  takeOff,
  toConfirmed,
  unconfirmed,
  unsentWords,
} from "./sync";

export const PUSH_GAP_MS = 50;
const CURSOR_GAP_MS = 100;
const PING_MS = 20_000;
const SILENCE_MS = 12_000;
const BACKOFF_MS = [250, 500, 1000, 2000, 4000, 8000];
/** Inserted units in one push: the server takes 256 KB a message, and one unit can be six characters of JSON. */
const PUSH_UNITS = 32_000;

/** The part of WebSocket that is used, so that a test can be the network. */
export interface Line {
  send(text: string): void;
  close(): void;
  onopen: (() => void) | null;
  onmessage: ((event: { data: string }) => void) | null;
  onclose: (() => void) | null;
}

/** Where the text is: an EditorView, or a bare state in a test. */
export interface Host {
  readonly state: EditorState;
  dispatch(spec: TransactionSpec): void;
}

export interface Timers {
  now(): number;
  /** Runs `then` once; the returned function forgets it. */
  after(ms: number, then: () => void): () => void;
}

export type Phase = "opening" | "live" | "offline";

export interface Connection {
  readonly client: string;
  readonly dial: () => Line;
  readonly timers: Timers;
  /** Phase, right to edit or waiting words changed. */
  readonly onChange: () => void;
  /** Words that could not be put on the server; `why` is one sentence. */
  readonly onRescued: (words: string, why: string) => void;
}

export class CanvasSocket {
  phase: Phase = "opening";
  /** Since when changes have been waiting for confirmation (ms of the timers' clock); null when all is stored. */
  waitingSince: number | null = null;

  private line: Line | null = null;
  /** Version up to which we catch up before pushing; null until the server has answered the hello. */
  private catchUpTo: number | null = null;
  /** Why the whole text was asked for, until it comes. */
  private afresh: string | null = null;
  /** The change in flight was sent on this line. */
  private flying = false;
  private attempts = 0;
  private lastPush = -Infinity;
  private lastHeard = 0;
  private pushTimer: (() => void) | null = null;
  private redialTimer: (() => void) | null = null;
  private pulseTimer: (() => void) | null = null;
  private cursorTimer: (() => void) | null = null;
  private sentCursor = "";
  private readonly held = new Map<string, Suggestions | Notes | Cursors>();

  constructor(
    private readonly host: Host,
    private readonly opts: Connection,
  ) {}

  start(): void {
    this.dial();
  }

  /** Ends for good. Says nothing to anybody. */
  stop(): void {
    for (const cancel of [this.pushTimer, this.redialTimer, this.pulseTimer, this.cursorTimer]) cancel?.();
    this.hangUp();
  }

  /** The browser says that the network is back: do not wait for the next try. */
  online(): void {
    if (this.phase === "live") return;
    this.attempts = 0;
    this.dial();
  }

  /** The person changed the text. */
  changed(): void {
    if (this.waitingSince === null && unconfirmed(this.sync)) {
      this.waitingSince = this.opts.timers.now();
      this.opts.onChange();
    }
    this.schedulePush();
  }

  /** The page is about to go: send what can be sent now. True when nothing is left behind that was not sent. */
  flush(): boolean {
    this.push();
    return this.sync.buffer === null && (this.sync.inflight === null || this.flying);
  }

  /** The caret or the selection of this person moved. */
  moved(): void {
    this.cursorTimer ??= this.opts.timers.after(CURSOR_GAP_MS, () => {
      this.cursorTimer = null;
      this.sendCursor();
    });
  }

  private get sync() {
    return this.host.state.field(syncField);
  }

  private get ready(): boolean {
    return this.line !== null && this.catchUpTo !== null && this.sync.version >= this.catchUpTo;
  }

  // ---------------------------------------------------------------- the connection

  private dial(): void {
    this.redialTimer?.();
    this.redialTimer = null;
    this.hangUp();
    const line = this.opts.dial();
    this.line = line;
    this.heard();
    line.onopen = () => this.hello(line, this.sync.version);
    line.onmessage = (event) => {
      if (line !== this.line) return;
      this.heard();
      this.take(JSON.parse(event.data) as ServerFrame);
    };
    line.onclose = () => {
      if (line === this.line) this.lost();
    };
    this.pulse();
  }

  private hangUp(): void {
    const line = this.line;
    this.line = null;
    this.catchUpTo = null;
    this.afresh = null;
    this.held.clear();
    this.pulseTimer?.();
    this.pulseTimer = null;
    line?.close();
  }

  private lost(): void {
    this.hangUp();
    if (this.phase === "live") this.turn("offline");
    const base = BACKOFF_MS[Math.min(this.attempts++, BACKOFF_MS.length - 1)]!;
    if (this.attempts > 2) this.turn("offline");
    // Half of the wait is random, so that a restarted server does not meet everybody at once.
    this.redialTimer = this.opts.timers.after(base / 2 + (Math.random() * base) / 2, () => this.dial());
  }

  private hello(line: Line, version: number): void {
    this.catchUpTo = null;
    this.flying = false;
    this.sentCursor = "";
    line.send(JSON.stringify({ t: "hello", client: this.opts.client, version } satisfies ClientFrame));
  }

  private turn(phase: Phase): void {
    if (this.phase === phase) return;
    this.phase = phase;
    this.opts.onChange();
  }

  private heard(): void {
    this.lastHeard = this.opts.timers.now();
  }

  /** A line that says nothing although it was asked is dead, whatever the network stack believes. */
  private pulse(): void {
    this.pulseTimer?.();
    this.pulseTimer = this.opts.timers.after(PING_MS, () => {
      const line = this.line;
      if (!line) return;
      const asked = this.opts.timers.now();
      if (this.catchUpTo !== null) this.send({ t: "ping" });
      this.pulseTimer = this.opts.timers.after(SILENCE_MS, () => {
        if (this.line !== line) return;
        if (this.lastHeard < asked) this.lost();
        else this.pulse();
      });
    });
  }

  private send(frame: ClientFrame): void {
    this.line?.send(JSON.stringify(frame));
  }

  // ---------------------------------------------------------------- frames

  private take(frame: ServerFrame): void {
    switch (frame.t) {
      case "opened":
        return this.opened(frame);
      case "resumed":
        if (frame.editable !== this.sync.editable) this.host.dispatch(setEditable(this.host.state, frame.editable));
        return this.caughtUp(frame.version);
      case "update":
        return this.afresh === null ? this.update(frame) : undefined;
      case "suggestions":
      case "notes":
      case "cursors":
        return this.show(frame);
      case "sum":
        return this.compare(frame.version, frame.checksum);
      case "refused":
        // Refused although we only asked for the text: try again from the beginning, more slowly each time.
        return this.afresh === null && this.catchUpTo !== null ? this.startAfresh(frame.message) : this.lost();
      case "pong":
        return;
    }
  }

  private caughtUp(version: number): void {
    this.catchUpTo = version;
    this.settle();
  }

  private update(frame: Update): void {
    const { version, inflight } = this.sync;
    if (frame.version <= version) return;
    if (frame.version !== version + 1) return this.startAfresh("Some changes did not arrive.");
    const own = inflight !== null && frame.client === this.opts.client;
    let spec: TransactionSpec;
    try {
      spec = receive(this.host.state, frame, own);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      return this.startAfresh("A change did not fit the text here.");
    }
    if (own) this.flying = false;
    this.host.dispatch(spec);
    this.showHeld();
    this.settle();
  }

  /**
   * Positions are of one version. The server makes such a frame when it has accepted a change, and sends the change
   * itself when it is stored: the frame may be early, and then waits for its version.
   */
  private show(frame: Suggestions | Notes | Cursors): void {
    if (frame.version > this.sync.version) {
      this.held.set(frame.t, frame);
    } else if (frame.version === this.sync.version) {
      this.held.delete(frame.t);
      const { state } = this.host;
      if (frame.t === "suggestions") this.host.dispatch(setSuggestions(state, frame.suggestions));
      else if (frame.t === "notes") this.host.dispatch(setNotes(state, frame.notes));
      // One cursors frame is made for everybody: this connection's own is in it.
      else this.host.dispatch(setCursors(state, frame.cursors.filter((cursor) => cursor.id !== this.opts.client)));
    }
  }

  private showHeld(): void {
    for (const frame of [...this.held.values()]) {
      if (frame.version <= this.sync.version) this.held.delete(frame.t);
      this.show(frame);
    }
  }

  /** After anything that may have let us catch up or confirmed a change. */
  private settle(): void {
    if (!this.ready) return;
    this.attempts = 0;
    const waiting = unconfirmed(this.sync) !== null;
    if (!waiting) this.waitingSince = null;
    if (this.phase !== "live") {
      this.turn("live");
      this.moved();
    } else if (!waiting) {
      this.opts.onChange();
    }
    this.schedulePush();
  }

  private compare(version: number, sum: number): void {
    const sync = this.sync;
    if (version !== sync.version) return;
    const same = checksum(sync.confirmed) === sum && (unconfirmed(sync) !== null || sync.confirmed.eq(this.host.state.doc));
    if (!same) this.startAfresh("The text here differed from the one on the server.");
  }

  /** Ask for the whole text. What is not on the server is rescued when it comes, with what is typed until then. */
  private startAfresh(why: string): void {
    if (this.afresh !== null || !this.line) return;
    this.afresh = why;
    this.hello(this.line, -1);
  }

  private opened(frame: Opened): void {
    const words = unsentWords(this.sync);
    const why = this.afresh ?? "The text on the server had changed too much to add these words by itself.";
    this.afresh = null;
    this.waitingSince = null;
    this.host.dispatch(open(this.host.state, frame));
    if (words) this.opts.onRescued(words, why);
    this.caughtUp(frame.version);
  }

  // ---------------------------------------------------------------- what is sent

  private schedulePush(): void {
    if (this.pushTimer || !this.ready || this.flying || !unconfirmed(this.sync)) return;
    const wait = Math.max(0, this.lastPush + PUSH_GAP_MS - this.opts.timers.now());
    this.pushTimer = this.opts.timers.after(wait, () => {
      this.pushTimer = null;
      this.push();
    });
  }

  private push(): void {
    if (!this.ready || this.flying || !this.sync.editable) return;
    // A change that was in flight when the line was cut, and is not in the log that we caught up with, goes again.
    if (!this.sync.inflight) {
      const spec = takeOff(this.host.state, PUSH_UNITS);
      if (spec) this.host.dispatch(spec);
    }
    const { version, inflight, inflightOffer } = this.sync;
    if (!inflight) return;
    this.lastPush = this.opts.timers.now();
    this.flying = true;
    this.send({ t: "push", version, changes: [inflight.toJSON()], ...(inflightOffer ? { offer: inflightOffer } : {}) });
  }

  private sendCursor(): void {
    if (!this.ready || this.phase !== "live") return;
    const { anchor, head } = this.host.state.selection.main;
    const sync = this.sync;
    const frame: ClientFrame = {
      t: "cursor",
      version: sync.version,
      anchor: toConfirmed(sync, anchor),
      head: toConfirmed(sync, head),
    };
    const text = JSON.stringify(frame);
    if (text === this.sentCursor) return;
    this.sentCursor = text;
    this.line?.send(text);
  }
}
