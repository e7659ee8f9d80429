/** What the page lets through of what an app says: forged, malformed, ungranted and too much of it. */
import { expect, it } from "vitest";
import { Bridge, BURST, FLOOD, type Heard } from "./bridge";
import type { AppError, Attempt, Handlers } from "./protocol";

function desk(handlers: Handlers = {}) {
  const { port1, port2 } = new MessageChannel();
  const errors: AppError[] = [];
  const blocked: Attempt[] = [];
  const told = { floods: 0, begun: 0, heights: [] as number[], asked: [] as unknown[] };
  let now = 0;
  const heard: Heard = {
    onError: (error) => errors.push(error),
    onBlocked: (attempt) => blocked.push(attempt),
    onPainted: () => undefined,
    onSeen: () => undefined,
    onHeight: (height) => told.heights.push(height),
    onFlood: () => (told.floods += 1),
    onBegun: () => (told.begun += 1),
    ask: async (_, params) => void told.asked.push(params),
  };
  const bridge = new Bridge(port1, heard, handlers, () => now);
  const answers: { id?: number; result?: unknown; error?: { message: string } }[] = [];
  port2.onmessage = ({ data }) => answers.push(data);
  const say = async (...messages: unknown[]) => {
    const before = answers.length;
    for (const message of messages) port2.postMessage(message);
    for (let turn = 0; turn < 50 && answers.length === before; turn += 1) await new Promise((then) => setTimeout(then, 1));
    return answers.at(-1);
  };
  const call = (method: string, params: unknown, id = 1) => say({ jsonrpc: "2.0", id, method, params });
  return { bridge, errors, blocked, told, answers, say, call, wait: (ms: number) => (now += ms), close: () => (bridge.close(), port2.close()) };
}

it("answers what was granted and refuses the rest, in words", async () => {
  const { call, close } = desk({ "kv.get": async ({ key }) => `kept ${key}`, "doc.read": () => Promise.reject(new Error("This page is gone.")) });
  expect((await call("kv.get", { key: "x" }))?.result).toBe("kept x");
  expect((await call("ai.complete", { prompt: "x" }))?.error?.message).toBe("This app may not use ai.complete here.");
  expect((await call("doc.read", {}))?.error?.message).toBe("This page is gone.");
  expect((await call("constructor", {}))?.error?.message).toContain("There is no call");
  expect((await call("__proto__", {}))?.error?.message).toContain("There is no call");
  close();
});

it("takes parameters of their kind only, and no others", async () => {
  const seen: unknown[] = [];
  const { call, close } = desk({ "doc.propose": async (params) => void seen.push(params), "kv.set": async (params) => void seen.push(params) });
  for (const wrong of [null, {}, { edits: [] }, { edits: [{ find: 1, replace: "" }] }, { edits: "x" }, { edits: [{ find: "a", replace: "b" }], about: 3 }]) {
    expect((await call("doc.propose", wrong))?.error?.message).toContain("doc.propose takes");
  }
  expect((await call("kv.set", { key: "k".repeat(501), value: 1 }))?.error).toBeTruthy();
  expect((await call("kv.set", { key: "k", value: "v".repeat(1_300_000) }))?.error).toBeTruthy();
  expect(seen).toEqual([]);
  await call("doc.propose", { edits: [{ find: "a", replace: "b" }], user: "somebody else" });
  expect(seen).toEqual([{ edits: [{ find: "a", replace: "b" }] }]);
  close();
});

it("takes the calls of MCP Apps where the page gave them, and tells when a view began", async () => {
  const { call, say, told, close } = desk({ "view.begin": async () => ({ protocolVersion: "2026-01-26" }), "view.call": async ({ name, arguments: given }) => ({ name, given: given ?? null }) });
  expect((await call("ui/initialize", { appInfo: { name: "x" } }))?.result).toEqual({ protocolVersion: "2026-01-26" });
  expect((await call("tools/call", { name: "tides", arguments: { place: "Kiel" } }))?.result).toEqual({ name: "tides", given: { place: "Kiel" } });
  for (const wrong of [{}, { name: 1 }, { name: "x", arguments: "y" }, { name: "x", arguments: [] }]) expect((await call("tools/call", wrong))?.error?.message).toContain("view.call takes");
  expect((await call("ping", {}))?.result).toEqual({});
  expect((await call("resources/read", { uri: "file:///etc/passwd" }))?.error?.message).toContain("There is no call");
  expect(told.begun).toBe(0);
  await say({ jsonrpc: "2.0", method: "ui/notifications/initialized" }, { jsonrpc: "2.0", id: 9, method: "ping" });
  expect(told.begun).toBe(1);
  close();
  const alone = desk();
  expect((await alone.call("tools/call", { name: "x" }))?.error?.message).toBe("This app may not use view.call here.");
  alone.close();
});

it("opens addresses of the web only, under the name that MCP Apps use, too", async () => {
  const { call, told, close } = desk();
  for (const url of ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "/api/export", 7]) expect((await call("ui.openLink", { url }))?.error).toBeTruthy();
  expect(told.asked).toEqual([]);
  await call("ui/open-link", { url: "https://example.org/" });
  expect(told.asked).toEqual([{ url: "https://example.org/" }]);
  close();
});

it("is not moved by what is no message", async () => {
  const { say, call, answers, errors, close } = desk({ "kv.get": async () => 1 });
  await say(null, 7, "x", [], {}, { jsonrpc: "1.0", id: 1, method: "kv.get" }, { jsonrpc: "2.0", id: "1", method: "kv.get" }, { jsonrpc: "2.0", id: 1.5, method: "kv.get" }, { jsonrpc: "2.0", id: 99, result: "forged" }, { jsonrpc: "2.0", method: "gesso/error", params: { kind: "nonsense", message: { x: 1 } } });
  expect((await call("kv.get", { key: "x" }))?.result).toBe(1);
  expect(answers).toHaveLength(1);
  expect(errors.map((error) => error.kind)).toEqual(["error"]);
  close();
});

it("refuses a burst, forgives with time, and tells of a flood once", async () => {
  const { say, call, told, answers, wait, close } = desk({ "kv.get": async () => 1 });
  const many = (count: number) => say(...Array.from({ length: count }, (_, id) => ({ jsonrpc: "2.0", id: id + 1, method: "kv.get", params: { key: "x" } })));
  const settled = async (count: number) => {
    while (answers.length < count) await new Promise((then) => setTimeout(then, 1));
  };
  await many(BURST + 10);
  await settled(BURST + 10);
  expect(answers.filter((answer) => answer.error)).not.toHaveLength(0);
  expect(told.floods).toBe(0);
  wait(1_000);
  expect((await call("kv.get", { key: "x" }, 5_000))?.result).toBe(1);
  await many(FLOOD + 200);
  await settled(FLOOD + 200 + BURST + 11);
  expect(told.floods).toBe(1);
  close();
});

it("bounds what is reported", async () => {
  const { say, errors, blocked, told, wait, close } = desk();
  for (let at = 0; at < 80; at += 1) {
    wait(1_000);
    await say({ jsonrpc: "2.0", method: "gesso/error", params: { kind: "error", message: "x".repeat(9_000), stack: "y".repeat(9_000) } }, { jsonrpc: "2.0", method: "gesso/blocked", params: { kind: "fetch", address: "z".repeat(9_000) } });
    if (at > 2) break;
  }
  await say({ jsonrpc: "2.0", method: "ui/notifications/size-changed", params: { height: 1e9 } }, { jsonrpc: "2.0", method: "ui/notifications/size-changed", params: { height: Number.NaN } });
  expect(errors[0]?.message.length).toBe(2_000);
  expect(errors[0]?.stack.length).toBe(4_000);
  expect(blocked[0]?.address.length).toBe(300);
  expect(told.heights).toEqual([20_000]);
  close();
});
