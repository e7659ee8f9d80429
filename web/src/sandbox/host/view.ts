/**
 * The page of a server of tools (MCP Apps, 2026-01-26), which speaks to `window.parent` by postMessage: here that is a
 * stand-in, and what it is told goes over the port like all else. Errors and limits are those of the page around it.
 */
import { isRecord } from "../protocol";
import type { Wire } from "./wire";

type Id = string | number;
const TOLD = ["ui/notifications/tool-input", "ui/notifications/tool-result", "ui/notifications/tool-cancelled"];

export function standInForParent(wire: Wire, onTheme: (heard: (theme: string) => void) => void): void {
  // A port may stand as the source of a message, which no other object may; nothing is ever posted to it.
  const stand = new MessageChannel().port1;
  const tell = (data: unknown) => window.dispatchEvent(new MessageEvent("message", { data, source: stand }));
  let [begun, last] = [false, 0];
  const asked = new Map<Id, (answer: unknown) => void>();

  function take(data: unknown): void {
    if (!isRecord(data) || data["jsonrpc"] !== "2.0") return;
    const { id, method, params } = data;
    const named = typeof id === "string" || typeof id === "number";
    if (typeof method !== "string") {
      if (named) asked.get(id)?.(data["result"]);
      return;
    }
    if (!named) {
      if (method === "ui/notifications/initialized") begun = true;
      return wire.tell(method, params ?? {});
    }
    wire.ask(method, params ?? {}).then(
      (result) => tell({ jsonrpc: "2.0", id, result: result ?? {} }),
      (error: unknown) => tell({ jsonrpc: "2.0", id, error: { code: -32000, message: error instanceof Error ? error.message : String(error) } }),
    );
  }

  Object.defineProperty(stand, "postMessage", { value: (data: unknown) => take(structuredClone(data)) });
  Object.defineProperty(window, "parent", { value: stand });
  for (const method of TOLD) wire.on(method, (params) => void tell({ jsonrpc: "2.0", method, params }));
  onTheme((theme) => void (begun && tell({ jsonrpc: "2.0", method: "ui/notifications/host-context-changed", params: { theme } })));
  wire.on("ui/resource-teardown", () => {
    if (!begun) return {};
    const id = `gesso-${++last}`;
    tell({ jsonrpc: "2.0", id, method: "ui/resource-teardown", params: { reason: "closed" } });
    return new Promise((done) => asked.set(id, done));
  });
}
