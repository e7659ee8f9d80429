import { history, redo, undo } from "@codemirror/commands";
import { ChangeSet, EditorState, type Transaction, type TransactionSpec } from "@codemirror/state";
import { describe, expect, it } from "vitest";
import { CanvasSocket, type Host } from "./socket";
import { shownSuggestions, split, syncField, unconfirmed } from "./sync";
import { random, TestLine, TestServer, TestTimers } from "./testing/server";
import { wellFormed } from "./wellFormed";

/** A person at a page: a bare editor state, a socket, and a line to the server that a test moves by hand. */
class Peer implements Host {
  state = EditorState.create({ extensions: [syncField, history(), wellFormed(), EditorState.lineSeparator.of("\n")] });
  readonly rescued: string[] = [];
  readonly socket: CanvasSocket;
  line: TestLine | null = null;

  constructor(
    readonly name: string,
    readonly server: TestServer,
    readonly timers: TestTimers,
  ) {
    this.socket = new CanvasSocket(this, {
      client: name,
      timers,
      dial: () => {
        this.line = new TestLine();
        server.lines.add(this.line);
        return this.line;
      },
      onChange: () => undefined,
      onRescued: (words) => this.rescued.push(words),
    });
  }

  get text(): string {
    return this.state.doc.toString();
  }

  dispatch(spec: TransactionSpec | Transaction): void {
    this.state = ("state" in spec ? spec : this.state.update(spec)).state;
  }

  type(from: number, to: number, insert: string): void {
    this.dispatch(this.state.update({ changes: { from, to, insert: this.state.toText(insert) }, userEvent: "input" }));
    this.socket.changed();
  }

  connect(): void {
    this.socket.start();
    this.line!.onopen?.();
  }

  /** Move one frame; false when nothing is under way. */
  up(): boolean {
    const frame = this.line?.alive ? this.line.toServer.shift() : undefined;
    if (frame === undefined) return false;
    this.server.take(this.line!, JSON.parse(frame));
    return true;
  }

  down(): boolean {
    const frame = this.line?.alive ? this.line.toClient.shift() : undefined;
    if (frame === undefined) return false;
    this.line!.onmessage?.({ data: frame });
    return true;
  }
}

function settle(peers: Peer[], timers: TestTimers): void {
  for (let round = 0; round < 2000; round++) {
    let moved = false;
    for (const peer of peers) {
      if (peer.line && !peer.line.greeted && peer.line.alive && peer.line.toServer.length === 0) peer.line.onopen?.();
      while (peer.up() || peer.down()) moved = true;
    }
    timers.pass(50);
    if (!moved && peers.every((peer) => !unconfirmed(peer.state.field(syncField)) && peer.line?.alive && peer.line.greeted)) return;
  }
  throw new Error("the peers did not come to rest");
}

function open(text: string, count: number): { server: TestServer; timers: TestTimers; peers: Peer[] } {
  const server = new TestServer(text);
  const timers = new TestTimers();
  const peers = Array.from({ length: count }, (_, i) => new Peer(`p${i}`, server, timers));
  for (const peer of peers) peer.connect();
  settle(peers, timers);
  return { server, timers, peers };
}

const WORDS = ["é", "😀", "字", "a", "\r\n", "\n", "word ", "👩‍👩‍👧", "\t"];

function whole(text: string, at: number): number {
  const unit = text.charCodeAt(at);
  return unit >= 0xdc00 && unit < 0xe000 ? at + 1 : at;
}

function session(seed: number, steps: number, cuts: boolean): void {
  const next = random(seed);
  const pick = (n: number) => Math.floor(next() * n);
  const { server, timers, peers } = open("The cat 😀 sat.\r\n字 on the mat.\n", 2 + pick(3));
  const typed = new Map<string, string>();
  for (let step = 0; step < steps; step++) {
    const peer = peers[pick(peers.length)]!;
    const roll = next();
    if (roll < 0.3) {
      const at = whole(peer.text, pick(peer.text.length + 1));
      const mark = `<${peer.name}:${step}>`;
      typed.set(mark, peer.name);
      peer.type(at, at, mark + WORDS[pick(WORDS.length)]!);
    } else if (roll < 0.4) {
      // Delete only what nobody marked, so that every marked insert must be there in the end.
      const found = [...peer.text.matchAll(/[a-zé字 ]+(?![^<]*>)/g)].filter((m) => !m[0].includes(":"));
      const one = found[pick(found.length)];
      if (one && !/[<>:]/.test(one[0])) peer.type(one.index, one.index + one[0].length, "");
    } else if (roll < 0.44) {
      const at = pick(server.text.length + 1);
      const safe = whole(server.text.toString(), at);
      const mark = `<agent:${step}>`;
      typed.set(mark, "agent");
      server.accept(ChangeSet.of({ from: safe, insert: mark }, server.text.length), "agent", "agent", "t1");
    } else if (roll < 0.64) peer.up();
    else if (roll < 0.86) peer.down();
    else if (roll < 0.93) timers.pass(pick(120));
    else if (roll < 0.95) server.sum();
    else if (cuts && peer.line?.alive) peer.line.cut();
    if (peer.line && peer.line.alive && !peer.line.greeted && peer.line.toServer.length === 0 && next() < 0.3) peer.line.onopen?.();
  }
  settle(peers, timers);
  server.sum();
  settle(peers, timers);
  const truth = server.text.toString();
  for (const peer of peers) {
    expect(peer.text, `seed ${seed}`).toBe(truth);
    expect(peer.rescued, `seed ${seed}`).toEqual([]);
  }
  for (const mark of typed.keys()) {
    // Words typed inside a mark may stand in its middle; its characters are all there, once and in order.
    expect(truth.split(mark).length - 1, `seed ${seed}: ${mark}`).toBeLessThanOrEqual(1);
    expect(inOrder(truth, mark), `seed ${seed}: ${mark} lost`).toBe(true);
  }
}

function inOrder(text: string, mark: string): boolean {
  let at = 0;
  for (const char of text) if (char === mark[at] && ++at === mark.length) return true;
  return false;
}

describe("a canvas's socket", () => {
  it("converges in random sessions and loses no insert", () => {
    for (let seed = 1; seed <= 150; seed++) session(seed, 160, false);
  });

  it("converges when lines are cut between any two frames", () => {
    for (let seed = 1; seed <= 250; seed++) session(seed * 7919, 200, true);
  });

  it("does not send a change twice that was logged just before the cut", () => {
    const { server, timers, peers } = open("abc", 1);
    const [peer] = peers as [Peer];
    peer.type(3, 3, "d");
    timers.pass(60);
    while (peer.up());
    expect(server.text.toString()).toBe("abcd");
    peer.line!.cut();
    peer.type(4, 4, "e");
    settle(peers, timers);
    expect(server.text.toString()).toBe("abcde");
    expect(peer.text).toBe("abcde");
  });

  it("sends an hour of typing offline as one change", () => {
    const { server, timers, peers } = open("", 1);
    const [peer] = peers as [Peer];
    peer.line!.cut();
    for (let i = 0; i < 3000; i++) peer.type(i, i, "x");
    expect(peer.socket.waitingSince).not.toBeNull();
    settle(peers, timers);
    expect(server.text.toString()).toBe("x".repeat(3000));
    expect(server.log.length).toBe(1);
  });

  it("sends a huge paste in pieces that each fit a message", () => {
    const { server, timers, peers } = open("start end", 2);
    const [peer] = peers as [Peer, Peer];
    const paste = "😀字".repeat(100_000);
    peer.type(6, 6, paste);
    settle(peers, timers);
    expect(server.text.toString()).toBe(`start ${paste}end`);
    expect(server.log.length).toBeGreaterThan(5);
    for (const each of server.log) expect(JSON.stringify(each).length).toBeLessThan(256_000);
  });

  it("takes the whole text when the heartbeat differs, and hands back unsent words", () => {
    const { server, timers, peers } = open("one two", 1);
    const [peer] = peers as [Peer];
    peer.type(7, 7, " three");
    server.tell({ t: "sum", version: 0, checksum: 1 });
    peer.down();
    peer.type(13, 13, " four");
    settle(peers, timers);
    expect(peer.rescued).toEqual([" three four"]);
    expect(peer.text).toBe("one two");
    peer.type(0, 0, "zero ");
    settle(peers, timers);
    expect(server.text.toString()).toBe("zero one two");
  });

  it("hands words back when a push is refused", () => {
    const { server, timers, peers } = open("text", 1);
    const [peer] = peers as [Peer];
    peer.type(4, 4, " more");
    timers.pass(60);
    peer.line!.toServer.length = 0;
    server.tell({ t: "refused", code: "forbidden", message: "You may only read." });
    server.editable = false;
    settle(peers, timers);
    expect(peer.rescued).toEqual([" more"]);
    expect(peer.state.field(syncField).editable).toBe(false);
  });

  it("undo takes back the person's own words and nobody else's", () => {
    const { server, timers, peers } = open("middle", 2);
    const [anna, ben] = peers as [Peer, Peer];
    anna.type(0, 0, "ANNA ");
    settle(peers, timers);
    ben.type(ben.text.length, ben.text.length, " BEN");
    server.accept(ChangeSet.of({ from: 5, to: 11, insert: "agent's" }, server.text.length), "agent", "agent", "t");
    settle(peers, timers);
    const dispatch = (tr: Transaction) => anna.dispatch(tr);
    expect(undo({ state: anna.state, dispatch })).toBe(true);
    anna.socket.changed();
    expect(undo({ state: anna.state, dispatch })).toBe(false);
    settle(peers, timers);
    expect(server.text.toString()).toBe("agent's BEN");
    redo({ state: anna.state, dispatch });
    anna.socket.changed();
    settle(peers, timers);
    expect(ben.text).toBe("ANNA agent's BEN");
  });

  it("shows a suggestion where the server's position is, mapped over what is unconfirmed", () => {
    const { server, timers, peers } = open("The cat sat.", 1);
    const [peer] = peers as [Peer];
    const at = { id: "s", by: "a", turn: null, start: 4, end: 7, before: "cat", after: "dog" };
    server.tell({ t: "suggestions", version: 0, suggestions: [at] as never });
    settle(peers, timers);
    peer.type(0, 0, "Yes! ");
    const shown = () => shownSuggestions(peer.state.field(syncField)).map(({ start, end }) => peer.text.slice(start, end));
    expect(shown()).toEqual(["cat"]);
    settle(peers, timers);
    expect(shown()).toEqual(["cat"]);
    peer.type(9, 12, "");
    expect(shown()).toEqual([]);
  });

  it("never sends what the server must refuse", () => {
    const { server, timers, peers } = open("a😀b", 1);
    const [peer] = peers as [Peer];
    peer.type(2, 2, "x\0\ud800");
    settle(peers, timers);
    expect(server.text.toString().isWellFormed()).toBe(true);
    expect(server.text.toString()).not.toContain("\0");
    expect(peer.text).toBe(server.text.toString());
  });
});

describe("split", () => {
  it("gives two changes that do the same as one", () => {
    const next = random(5);
    for (let round = 0; round < 2000; round++) {
      const doc = EditorState.create({ doc: "x".repeat(40) }).doc;
      const specs = Array.from({ length: 1 + Math.floor(next() * 4) }, (_, i) => {
        const from = i * 10 + Math.floor(next() * 5);
        return { from, to: from + Math.floor(next() * 5), insert: "😀".repeat(Math.floor(next() * 30)) };
      });
      const change = ChangeSet.of(specs, doc.length);
      const [first, rest] = split(change, 25 + Math.floor(next() * 120));
      const both = rest ? rest.apply(first.apply(doc)) : first.apply(doc);
      expect(both.toString()).toBe(change.apply(doc).toString());
      expect(first.apply(doc).toString().isWellFormed()).toBe(true);
    }
  });
});
