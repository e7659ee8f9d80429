/**
 * The authority over one text as docs/contracts.md describes it, for tests: Rule 1 over `@codemirror/state`.
 *
 * Delivers nothing by itself: a test moves one frame at a time over each line, and may cut a line between any two.
 */

import { ChangeSet, Text } from "@codemirror/state";
import type { ClientFrame, ServerFrame, Update } from "../../wire.gen";
import { checksum } from "../checksum";
import type { Line, Timers } from "../socket";

export class TestLine implements Line {
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: (() => void) | null = null;
  readonly toServer: string[] = [];
  readonly toClient: string[] = [];
  client = "";
  alive = true;
  greeted = false;

  send(text: string): void {
    if (this.alive) this.toServer.push(text);
  }

  close(): void {
    this.alive = false;
  }

  /** The network breaks: what is under way in either direction is gone. */
  cut(): void {
    this.alive = false;
    this.onclose?.();
  }
}

export class TestServer {
  readonly log: Update[] = [];
  readonly lines = new Set<TestLine>();
  text: Text;
  editable = true;

  constructor(text: string) {
    this.text = Text.of(text.split("\n"));
  }

  accept(change: ChangeSet, client: string, kind: Update["kind"] = "person", turn: string | null = null): void {
    this.text = change.apply(this.text);
    const frame: Update = { t: "update", version: this.log.length + 1, change: change.toJSON(), client, by: client, kind, turn };
    this.log.push(frame);
    this.tell(frame);
  }

  tell(frame: ServerFrame): void {
    for (const line of this.lines) if (line.alive && line.greeted) line.toClient.push(JSON.stringify(frame));
  }

  sum(): void {
    this.tell({ t: "sum", version: this.log.length, checksum: checksum(this.text) });
  }

  take(line: TestLine, frame: ClientFrame): void {
    if (frame.t === "hello") return this.greet(line, frame.client, frame.version ?? -1);
    if (frame.t !== "push") return;
    for (const json of frame.changes) {
      let change = ChangeSet.fromJSON(json);
      for (const logged of this.log.slice(frame.version ?? 0)) change = change.map(ChangeSet.fromJSON(logged.change));
      this.accept(change, line.client);
    }
  }

  private greet(line: TestLine, client: string, version: number): void {
    for (const other of this.lines) if (other !== line && other.client === client) other.alive = false;
    line.client = client;
    line.greeted = true;
    const answer: ServerFrame =
      version < 0
        ? { t: "opened", version: this.log.length, text: this.text.toString(), checksum: checksum(this.text), editable: this.editable, blame: [] }
        : { t: "resumed", version: this.log.length, editable: this.editable };
    line.toClient.push(JSON.stringify(answer));
    if (version >= 0) for (const logged of this.log.slice(version)) line.toClient.push(JSON.stringify(logged));
  }
}

/** Timers that run when told to. */
export class TestTimers implements Timers {
  private clock = 0;
  private readonly waiting = new Map<number, { at: number; then: () => void }>();
  private next = 0;

  now(): number {
    return this.clock;
  }

  after(ms: number, then: () => void): () => void {
    const id = this.next++;
    this.waiting.set(id, { at: this.clock + ms, then });
    return () => this.waiting.delete(id);
  }

  /** Let `ms` pass, running what falls due in order. */
  pass(ms: number): void {
    const end = this.clock + ms;
    for (;;) {
      const due = [...this.waiting].filter(([, each]) => each.at <= end).sort((a, b) => a[1].at - b[1].at)[0];
      if (!due) break;
      this.waiting.delete(due[0]);
      this.clock = Math.max(this.clock, due[1].at);
      due[1].then();
    }
    this.clock = end;
  }
}

/** Numbers in [0, 1) from a seed (mulberry32), so that a failing session can be played again. */
export function random(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
