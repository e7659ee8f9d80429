/**
 * Follows a room's log over the network: catches up in pages, then reads the live stream, for as long as it is wanted.
 *
 * After a cut it asks again from the last row it delivered, waiting longer each time (at once when the browser says
 * that the network is back). Rows are handed over in order and at most once a frame. Errors that trying again cannot
 * mend (signed out, no such room) end it with `lost`.
 */
import { ApiError, failure } from "../api";
import type { Event, EventsView } from "../wire.gen";
import { EventReader } from "./sse";

const PAGE = 1000;
const BACKOFF_MS = [300, 700, 1500, 3000, 6000, 10_000];
/** The server speaks at least every 15 s; a line that is silent for longer is dead. */
const SILENCE_MS = 40_000;

export type Phase = "loading" | "live" | "reconnecting" | "lost";

export interface Follow {
  readonly room: string;
  after(): number;
  onEvents(events: readonly Event[]): void;
  onPhase(phase: Phase, error?: ApiError): void;
  readonly fetch?: typeof fetch;
  /** Runs `flush` at the next frame; a test runs it at once. */
  readonly schedule?: (flush: () => void) => void;
  readonly wait?: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** Starts following; the returned function stops it. */
export function follow(options: Follow): () => void {
  const stop = new AbortController();
  void run(options, stop.signal);
  return () => stop.abort();
}

async function run(options: Follow, stop: AbortSignal): Promise<void> {
  const wait = options.wait ?? pause;
  let failures = 0;
  while (!stop.aborted) {
    try {
      await catchUp(options, stop);
      await listen(options, stop, () => {
        failures = 0;
        options.onPhase("live");
      });
    } catch (error) {
      if (stop.aborted) return;
      if (error instanceof ApiError && error.status >= 400 && error.status < 500 && error.status !== 429) {
        options.onPhase("lost", error);
        return;
      }
    }
    if (stop.aborted) return;
    options.onPhase("reconnecting");
    const base = BACKOFF_MS[Math.min(failures++, BACKOFF_MS.length - 1)] ?? 10_000;
    await wait(base / 2 + (Math.random() * base) / 2, stop);
  }
}

async function catchUp(options: Follow, stop: AbortSignal): Promise<void> {
  for (;;) {
    const url = `/api/rooms/${options.room}/events?after=${options.after()}&limit=${PAGE}`;
    const response = await (options.fetch ?? fetch)(url, { signal: stop });
    if (!response.ok) throw await failure(response);
    const { events, seq } = (await response.json()) as EventsView;
    if (stop.aborted) return;
    options.onEvents(events);
    if (events.length === 0 || options.after() >= seq) return;
  }
}

async function listen(options: Follow, stop: AbortSignal, onOpen: () => void): Promise<void> {
  const line = new AbortController();
  const end = () => line.abort();
  stop.addEventListener("abort", end);
  let silence = setTimeout(end, SILENCE_MS);
  try {
    const url = `/api/rooms/${options.room}/stream?after=${options.after()}`;
    const response = await (options.fetch ?? fetch)(url, {
      signal: line.signal,
      headers: { Accept: "text/event-stream" },
    });
    if (!response.ok || !response.body) throw await failure(response);
    onOpen();
    const queue = new Queue(options);
    const reader = new EventReader();
    const body = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (;;) {
      const { done, value } = await body.read();
      if (done) break;
      clearTimeout(silence);
      silence = setTimeout(end, SILENCE_MS);
      queue.add(reader.push(value).map((sent) => (JSON.parse(sent.data) as { gesso: Event }).gesso));
    }
    queue.flush();
  } finally {
    clearTimeout(silence);
    stop.removeEventListener("abort", end);
    line.abort();
  }
}

/** Hands rows over once a frame, however finely the network cuts them. */
class Queue {
  private waiting: Event[] = [];
  private scheduled = false;

  constructor(private readonly options: Follow) {}

  add(events: readonly Event[]): void {
    if (events.length === 0) return;
    this.waiting.push(...events);
    if (this.scheduled) return;
    this.scheduled = true;
    (this.options.schedule ?? nextFrame)(() => this.flush());
  }

  flush(): void {
    this.scheduled = false;
    if (this.waiting.length === 0) return;
    const events = this.waiting;
    this.waiting = [];
    this.options.onEvents(events);
  }
}

/** A page that is not seen gets no frames; there a timer does it. */
function nextFrame(flush: () => void): void {
  if (document.visibilityState === "visible") requestAnimationFrame(flush);
  else setTimeout(flush, 100);
}

function pause(ms: number, stop: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      removeEventListener("online", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    addEventListener("online", done);
    stop.addEventListener("abort", done, { once: true });
  });
}
