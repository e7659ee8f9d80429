/**
 * The page's end of the port to one app: checks every message, lets through what was granted, and counts. What comes
 * is untrusted in every part; what an app may cause is bounded by the handlers that it was given.
 */
import { ASKS, CALLS, isRecord, MAX_MESSAGE, MAX_SAID, MAX_STACK, readMessage, type AppError, type AskName, type Attempt, type Called, type ErrorKind, type Handlers } from "./protocol";

/** Asked at once, and over time: far above what drawing needs, far below what stops the page. */
export const BURST = 120;
export const PER_S = 60;
export const FLOOD = 1_000;
/** Ours for those of MCP Apps. */
const NAMES = new Map([["ui/open-link", "ui.openLink"], ["ui/initialize", "view.begin"], ["tools/call", "view.call"]]);
const MAX_WAITING = 64;
const MAX_REPORTS = 50;
const KINDS: readonly ErrorKind[] = ["throw", "error", "rejection", "react", "console", "password"];

export interface Heard {
  readonly onError: (error: AppError) => void;
  readonly onBlocked: (attempt: Attempt) => void;
  readonly onPainted: () => void;
  readonly onSeen: (blank: boolean) => void;
  readonly onHeight: (height: number) => void;
  readonly onFlood: () => void;
  /** The page of a server of tools may be told what it shows. */
  readonly onBegun: () => void;
  /** Asks the person; rejects with words for the app. */
  readonly ask: <Name extends AskName>(name: Name, params: Called[Name]) => Promise<unknown>;
}

export class Bridge {
  readonly #port: MessagePort;
  readonly #heard: Heard;
  handlers: Handlers;
  readonly #now: () => number;
  #tokens = BURST;
  #filledAt: number;
  #refused = 0;
  #waiting = 0;
  #reports = 0;
  #attempts = 0;
  #last = 0;
  readonly #asked = new Map<number, (result: unknown) => void>();

  constructor(port: MessagePort, heard: Heard, handlers: Handlers, now: () => number = () => performance.now()) {
    this.#port = port;
    this.#heard = heard;
    this.handlers = handlers;
    this.#now = now;
    this.#filledAt = now();
    port.onmessage = ({ data }) => this.#take(data);
  }

  tell(method: string, params: unknown): void {
    this.#port.postMessage({ jsonrpc: "2.0", method, params });
  }

  /** Ask the runtime in the frame. Never settles where it does not answer. */
  ask(method: string): Promise<unknown> {
    const id = ++this.#last;
    this.#port.postMessage({ jsonrpc: "2.0", id, method, params: {} });
    return new Promise((done) => this.#asked.set(id, done));
  }

  close(): void {
    this.#port.onmessage = null;
    this.#port.close();
  }

  #spend(): boolean {
    const now = this.#now();
    this.#tokens = Math.min(BURST, this.#tokens + ((now - this.#filledAt) / 1000) * PER_S);
    this.#filledAt = now;
    if (this.#tokens >= 1) {
      this.#tokens -= 1;
      return true;
    }
    this.#refused += 1;
    if (this.#refused === FLOOD) this.#heard.onFlood();
    return false;
  }

  #take(data: unknown): void {
    const message = readMessage(data);
    if (message && message.method === undefined) {
      this.#asked.get(message.id ?? -1)?.(message.result);
      this.#asked.delete(message.id ?? -1);
      return;
    }
    const fits = this.#spend();
    if (!message?.method) return;
    if (message.id === undefined) {
      if (fits) this.#notice(message.method, message.params);
      return;
    }
    const { id } = message;
    const refuse = (words: string) => this.#port.postMessage({ jsonrpc: "2.0", id, error: { code: -32000, message: words } });
    if (!fits) return refuse("Too many calls at once; wait a moment.");
    if (this.#waiting >= MAX_WAITING) return refuse("Too many calls are still waiting for their answers.");
    this.#waiting += 1;
    this.#call(message.method, message.params)
      .then((result) => this.#port.postMessage({ jsonrpc: "2.0", id, result: result ?? null }))
      .catch((error: unknown) => refuse(error instanceof Error ? error.message : String(error)))
      .finally(() => (this.#waiting -= 1));
  }

  async #call(method: string, given: unknown): Promise<unknown> {
    if (method === "ping") return {};
    const name = NAMES.get(method) ?? method;
    const ask = ASKS.find((each) => each === name);
    if (ask) return this.#heard.ask(ask, readParams(ask, given));
    const call = CALLS.find((each) => each === name);
    if (!call) throw new Error(`There is no call “${method.slice(0, 60)}”.`);
    const handler = this.handlers[call] as ((params: unknown) => Promise<unknown>) | undefined;
    if (!handler) throw new Error(`This app may not use ${call} here.`);
    return handler(readParams(call, given));
  }

  #notice(method: string, params: unknown): void {
    const given = isRecord(params) ? params : {};
    const text = (name: string, most: number) => String(given[name] ?? "").slice(0, most);
    if (method === "gesso/painted") this.#heard.onPainted();
    else if (method === "ui/notifications/initialized") this.#heard.onBegun();
    else if (method === "gesso/seen") this.#heard.onSeen(given["blank"] === true);
    else if (method === "ui/notifications/size-changed") {
      const height = given["height"];
      if (typeof height === "number" && Number.isFinite(height)) this.#heard.onHeight(Math.min(20_000, Math.max(0, height)));
    } else if (method === "gesso/blocked" && ++this.#attempts <= MAX_REPORTS) this.#heard.onBlocked({ kind: text("kind", 40), address: text("address", 300) });
    else if (method === "gesso/error" && ++this.#reports <= MAX_REPORTS) {
      const kind = KINDS.find((each) => each === given["kind"]) ?? "error";
      this.#heard.onError({ kind, message: text("message", MAX_SAID), stack: text("stack", MAX_STACK) });
    }
  }
}

type Check = (value: unknown) => boolean;
const text: Check = (value) => typeof value === "string" && value.length <= MAX_MESSAGE;
const short: Check = (value) => typeof value === "string" && value.length <= 500;
const either = (check: Check): Check => (value) => value === undefined || check(value);
const json: Check = (value) => JSON.stringify(value ?? null).length <= MAX_MESSAGE;
const edits: Check = (value) =>
  Array.isArray(value) && value.length > 0 && value.length <= 200 && value.every((edit) => isRecord(edit) && text(edit["find"]) && text(edit["replace"]));

const PARAMS: Record<keyof Called, Record<string, [Check, string]>> = {
  "doc.read": {},
  "doc.propose": { edits: [edits, "a list of {find, replace}"], about: [either(short), "a short sentence"] },
  "doc.comment": { quote: [text, "words of the document"], text: [text, "the comment"] },
  "data.query": { sql: [text, "one query in SQL"] },
  "kv.get": { key: [short, "a name of up to 500 letters"] },
  "kv.set": { key: [short, "a name of up to 500 letters"], value: [json, "JSON of up to 1 MB"] },
  "ai.complete": { prompt: [text, "what is asked"], system: [either(text), "instructions"], max_tokens: [either((value) => Number.isInteger(value) && (value as number) > 0), "a whole number"] },
  "view.begin": {},
  "view.call": { name: [short, "the name of a tool"], arguments: [either((value) => isRecord(value) && json(value)), "its arguments"] },
  "ui.openLink": { url: [(value) => short(value) && /^https?:\/\//i.test(value as string), "an address that begins with http"] },
  export: { name: [short, "a name of a file"], type: [short, "a media type"], content: [(value) => typeof value === "string" && value.length <= 20_000_000, "text of up to 20 MB"] },
};

/** Only what a call takes, each of its kind. Raises Error in words for who wrote the app. */
function readParams<Name extends keyof Called>(name: Name, given: unknown): Called[Name] {
  const found = isRecord(given) ? given : {};
  const read: Record<string, unknown> = {};
  for (const [key, [check, wanted]] of Object.entries(PARAMS[name])) {
    if (!check(found[key])) throw new Error(`${name} takes “${key}”: ${wanted}.`);
    if (found[key] !== undefined) read[key] = found[key];
  }
  return read as unknown as Called[Name];
}
