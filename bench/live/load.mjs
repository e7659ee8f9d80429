// One load for all servers: people who type and watch, on one clock, so that a latency is a difference of two readings.
//     node load.mjs CONFIG.json      prints "begin", "end", then one line of JSON
//
// Writers hold the whole document as a page does (CodeMirror's collab, or a Y.Doc) and insert one tagged word a time;
// a viewer only looks for tags in the bytes that reach it, which costs the same for every server. All sockets share
// this one process and loop: what it adds is in the run against the plain echo server too.
import { readFileSync } from "node:fs";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { collab, getSyncedVersion, receiveUpdates, sendableUpdates } from "@codemirror/collab";
import { ChangeSet, EditorState } from "@codemirror/state";
import * as decoding from "lib0/decoding";
import * as encoding from "lib0/encoding";
import * as sync from "y-protocols/sync";
import { WebSocket } from "ws";
import * as Y from "yjs";

const config = JSON.parse(readFileSync(process.argv[2], "utf8"));
const TAG = 12; // bytes: "~" and 11 letters or digits
const BAR = "~".charCodeAt(0);
const sent = new Map(); // tag -> { typed, pushed, room, count }
const pushedMs = [], typedMs = [];
const counts = { in: 0, bytes: 0, deliveries: 0, due: 0, words: 0, cut: 0, refused: [] };
let counting = false, closing = false;
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

function connect(room, index) {
  const cookies = config.cookies;
  const headers = cookies.length ? { Cookie: cookies[index % cookies.length] } : {};
  const socket = new WebSocket(room.url, { headers, origin: config.origin });
  socket.on("error", (error) => { counts.refused.push(String(error)); });
  socket.on("close", (code, why) => { if (!closing) { counts.cut += 1; counts.refused.push(`${code} ${why}`); } });
  return socket;
}

function tally(data) {
  if (!counting) return;
  counts.in += 1;
  counts.bytes += data.length;
}

// ---- how each kind says hello, and how a writer of it types

const hello = {
  gesso: (socket, _, name) => socket.send(JSON.stringify({ t: "hello", client: name, version: -1 })),
  yjs: (socket, room) => {
    const auth = encoding.createEncoder();
    encoding.writeVarString(auth, room.name);
    encoding.writeVarUint(auth, 2);
    encoding.writeVarUint(auth, 0);
    encoding.writeVarString(auth, "none");
    encoding.writeVarString(auth, "4.8.0");
    socket.send(encoding.toUint8Array(auth));
  },
  echo: () => {},
};

class GessoWriter {
  constructor(socket, room, name) {
    Object.assign(this, { socket, room, name, state: null, flying: 0, waiting: [], caret: -1 });
  }
  take(data) {
    const frame = JSON.parse(data.toString());
    if (frame.t === "opened") {
      this.state = EditorState.create({
        doc: frame.text, extensions: [collab({ startVersion: frame.version, clientID: this.name })],
      });
      return true;
    }
    if (frame.t === "refused") counts.refused.push(frame.message);
    if (frame.t !== "update") return false;
    const update = { changes: ChangeSet.fromJSON(frame.change), clientID: frame.client };
    this.state = receiveUpdates(this.state, [update]).state;
    if (frame.client === this.name && --this.flying === 0) {
      this.push();
      if (this.caret >= 0) this.point(this.caret);
    }
    return false;
  }
  get length() { return this.state.doc.length; }
  get text() { return this.state.doc.toString(); }
  insert(at, tag) {
    this.state = this.state.update({ changes: { from: at, insert: tag } }).state;
    this.waiting.push(tag);
    this.push();
  }
  push() {
    if (this.flying) return;
    const updates = sendableUpdates(this.state);
    if (!updates.length) return;
    this.flying = updates.length;
    const now = performance.now();
    for (const tag of this.waiting.splice(0)) sent.get(tag).pushed = now;
    const changes = updates.map((update) => update.changes.toJSON());
    this.socket.send(JSON.stringify({ t: "push", version: getSyncedVersion(this.state), changes }));
  }
  point(at) { // a page tells where its cursor is once the words before it are confirmed
    this.caret = this.flying ? Math.min(at, this.length) : -1;
    if (this.flying) return;
    this.socket.send(JSON.stringify({ t: "cursor", version: getSyncedVersion(this.state), anchor: at, head: at }));
  }
}

class YjsWriter {
  constructor(socket, room, name) {
    Object.assign(this, { socket, room, name, doc: new Y.Doc(), asked: false, clock: 0 });
    this.shared = this.doc.getText("text");
    this.doc.on("update", (update, origin) => {
      if (origin !== this) this.message(0, (encoder) => sync.writeUpdate(encoder, update));
    });
  }
  message(type, write) {
    const encoder = encoding.createEncoder();
    encoding.writeVarString(encoder, this.room.name);
    encoding.writeVarUint(encoder, type);
    write(encoder);
    this.socket.send(encoding.toUint8Array(encoder));
  }
  take(data) {
    const decoder = decoding.createDecoder(data);
    decoding.readVarString(decoder);
    const type = decoding.readVarUint(decoder);
    if (type === 2 && !this.asked) {
      this.asked = true;
      this.message(0, (encoder) => sync.writeSyncStep1(encoder, this.doc));
    }
    if (type !== 0) return false;
    const empty = this.length === 0;
    const encoder = encoding.createEncoder();
    const step = sync.readSyncMessage(decoder, encoder, this.doc, this);
    if (step === 0) this.message(0, (to) => sync.writeSyncStep2(to, this.doc));
    return empty && this.length > 0;
  }
  get length() { return this.shared.length; }
  get text() { return this.shared.toString(); }
  insert(at, tag) {
    sent.get(tag).pushed = performance.now();
    this.shared.insert(at, tag);
  }
  point(at) {
    const update = encoding.createEncoder();
    encoding.writeVarUint(update, 1);
    encoding.writeVarUint(update, this.doc.clientID);
    encoding.writeVarUint(update, ++this.clock);
    const place = Y.relativePositionToJSON(Y.createRelativePositionFromTypeIndex(this.shared, at));
    encoding.writeVarString(update, JSON.stringify({ user: { name: this.name }, cursor: { anchor: place, head: place } }));
    this.message(1, (encoder) => encoding.writeVarUint8Array(encoder, encoding.toUint8Array(update)));
  }
}

class EchoWriter {
  constructor(socket, room, name) { Object.assign(this, { socket, room, name, length: 20_000, text: "" }); }
  take() { return false; }
  insert(at, tag) {
    this.length += tag.length;
    sent.get(tag).pushed = performance.now();
    this.socket.send(JSON.stringify({
      t: "update", version: this.length, change: [at, [0, tag], this.length - at], client: this.name, by: this.name,
      kind: "person", turn: null,
    }));
  }
  point(at) { this.socket.send(JSON.stringify({ t: "cursor", version: 1, anchor: at, head: at })); }
}

const Writer = { gesso: GessoWriter, yjs: YjsWriter, echo: EchoWriter }[config.kind];

// ---- people

async function view(room, index) {
  const socket = connect(room, index);
  await new Promise((done) => socket.once("open", done));
  const begun = new Promise((done) => socket.once("message", done));
  socket.on("message", (data) => {
    tally(data);
    const now = performance.now();
    for (let at = data.indexOf(BAR); at >= 0; at = data.indexOf(BAR, at + 1)) { // a count of Yjs may look like one
      const found = sent.get(data.toString("latin1", at, at + TAG));
      if (!found || found.room !== room) continue;
      found.count += 1;
      counts.deliveries += 1;
      if (found.typed < config.from) continue;
      pushedMs.push(now - found.pushed);
      typedMs.push(now - found.typed);
    }
  });
  hello[config.kind](socket, room, `viewer-${index}-client`);
  if (config.kind === "yjs") {
    await begun;
    const encoder = encoding.createEncoder();
    encoding.writeVarString(encoder, room.name);
    encoding.writeVarUint(encoder, 0);
    sync.writeSyncStep1(encoder, new Y.Doc());
    socket.send(encoding.toUint8Array(encoder));
  } else if (config.kind !== "echo") await begun;
  return socket;
}

async function writer(room, index) {
  const socket = connect(room, index);
  await new Promise((done) => socket.once("open", done));
  const name = `writer-${index}-client`;
  const found = new Writer(socket, room, name);
  const begun = new Promise((done) => socket.on("message", (data) => { tally(data); if (found.take(data)) done(); }));
  hello[config.kind](socket, room, name);
  if (config.kind !== "echo") await begun;
  return found;
}

let number = 0;
async function write(person, room, perS, atEnd, until) {
  let caret = Math.floor(Math.random() * person.length), words = 0;
  await pause((1000 / perS) * Math.random());
  let next = performance.now();
  while (next < until) {
    const tag = `~${(number++).toString(36).padStart(TAG - 2, "0")} `;
    if (words++ % 40 === 39) caret = Math.floor(Math.random() * person.length); // now and then people go elsewhere
    const at = atEnd ? person.length : Math.min(caret, person.length);
    sent.set(tag, { typed: performance.now(), pushed: NaN, room, count: 0 });
    counts.words += 1;
    counts.due += room.viewers;
    person.insert(at, tag);
    caret = at + TAG;
    if (config.cursors) person.point(caret);
    next += (1000 / perS) * (0.7 + 0.6 * Math.random());
    await pause(Math.max(0, next - performance.now()));
  }
}

const percentile = (values, part) => values[Math.min(values.length - 1, Math.floor(values.length * part))] ?? null;
const summary = (values) => {
  values = Float64Array.from(values).sort();
  return { p50: percentile(values, 0.5), p95: percentile(values, 0.95), p99: percentile(values, 0.99), max: values.at(-1) };
};

async function main() {
  const sockets = [], people = [];
  let index = 0;
  for (const room of config.rooms) {
    for (let left = config.viewers; left > 0; left -= 10)
      sockets.push(...(await Promise.all(Array.from({ length: Math.min(10, left) }, () => view(room, index++)))));
    room.viewers = config.viewers;
    for (let n = 0; n < config.typists + config.agents; n++)
      people.push({ person: await writer(room, index++), room, agent: n >= config.typists });
  }
  for (const room of config.quiet ?? []) sockets.push(await view(room, index++));
  console.log("begin");
  const lag = monitorEventLoopDelay({ resolution: 1 });
  const began = performance.now();
  config.from = began + config.warm_s * 1000;
  const until = began + (config.warm_s + config.seconds) * 1000;
  setTimeout(() => { counting = true; lag.enable(); }, config.warm_s * 1000);
  await Promise.all(people.map(({ person, room, agent }) =>
    write(person, room, agent ? config.agent_per_s : config.typist_per_s, agent, until)));
  const took = (performance.now() - config.from) / 1000;
  counting = false;
  lag.disable();
  console.log("end");
  await pause(2000);
  const texts = new Map();
  for (const { person, room } of people) texts.set(room, new Set([...(texts.get(room) ?? []), person.text]));
  console.log(JSON.stringify({
    pushed: summary(pushedMs), typed: summary(typedMs), in_per_s: counts.in / took, kb_per_s: counts.bytes / took / 1000,
    words: counts.words, deliveries: counts.deliveries, due: counts.due, cut: counts.cut,
    refused: counts.refused.slice(0, 3), converged: [...texts.values()].every((each) => each.size === 1),
    lag_p99: lag.percentile(99) / 1e6, sockets: index,
  }));
  closing = true;
  process.exit(0);
}

await main();
