/**
 * One app that runs: the frame, what is posted to it, its heartbeat, and its end. Framework-free, so that the page, the
 * check from the command line and the tests run the same. At most MAX_LIVE run at once; the oldest is frozen.
 */
import { Bridge, type Heard } from "./bridge";
import { CannotCompile, compile, type Language } from "./compile";
import { isRecord, type AppError, type Attempt, type CallName, type Doc, type Handlers, type Json, type Look, type Start, type Theme } from "./protocol";
import { fetchVendors } from "./vendors";

export type LiveState = "loading" | "running" | "stuck" | "stopped" | "frozen" | "failed";

const READY_MS = 20_000;
const BEAT_MS = 1_000;
const STUCK_MS = 4_000;
const GIVE_UP_MS = 20_000;
const CAPTURE_MS = 4_000;
const REFUSED_MS = 60;
const TEARDOWN_MS = 300;
const WINDOW_FLOOD = 500;
export const MAX_LIVE = 4;

export interface LiveOptions {
  readonly origin: string;
  readonly code: string;
  readonly language: Language;
  readonly title: string;
  readonly handlers: Handlers;
  readonly params: Readonly<Record<string, Json>>;
  readonly doc: Doc | null;
  readonly theme: Theme;
  readonly look?: Look;
  /** It is the page of a server of tools; called when that may be told what it shows. */
  readonly onBegun?: () => void;
  readonly onState: (state: LiveState) => void;
  readonly onError: (error: AppError) => void;
  readonly onBlocked: (attempt: Attempt) => void;
  readonly onPainted: (ms: number) => void;
  readonly onSeen: (blank: boolean) => void;
  readonly onHeight: (height: number) => void;
  readonly onPicture: (picture: string) => void;
  readonly ask: Heard["ask"];
}

const running: Live[] = [];

export class Live {
  readonly #options: LiveOptions;
  readonly #frame: HTMLIFrameElement;
  readonly #off = new AbortController();
  readonly #began = performance.now();
  #bridge: Bridge | null = null;
  #state: LiveState = "loading";
  #heard = 0;
  #beat = 0;
  #loads = 0;
  #strays = 0;
  #broken = false;
  #refused: string | null = null;

  /** Puts the frame into `place` and starts. The code is compiled while the frame loads. */
  constructor(place: HTMLElement, options: LiveOptions) {
    this.#options = options;
    const frame = (this.#frame = document.createElement("iframe"));
    frame.setAttribute("sandbox", "allow-scripts");
    frame.setAttribute("allow", "");
    frame.setAttribute("referrerpolicy", "no-referrer");
    frame.title = options.title;
    frame.src = `${options.origin}/sandbox`;
    const ready = new Promise<void>((then, not) => {
      const timer = setTimeout(() => not(new Error("The sandbox did not answer.")), READY_MS);
      this.#off.signal.addEventListener("abort", () => clearTimeout(timer));
      window.addEventListener("message", (event) => this.#onMessage(event, () => (clearTimeout(timer), then())), { signal: this.#off.signal });
    });
    frame.addEventListener("load", () => this.#onLoad());
    document.addEventListener("securitypolicyviolation", (event) => this.#onViolation(event), { signal: this.#off.signal });
    place.replaceChildren(frame);
    running.push(this);
    if (running.length > MAX_LIVE) void running[0]?.freeze();
    options.onState("loading");
    void this.#start(ready);
  }

  get state(): LiveState {
    return this.#state;
  }

  /** The page of a server of tools is told before, and given a moment. */
  stop(): void {
    if (!this.#options.onBegun || !this.#bridge || this.#state !== "running") return this.#end("stopped");
    const late = new Promise((then) => setTimeout(then, TEARDOWN_MS));
    void Promise.race([this.#bridge.ask("ui/resource-teardown"), late]).then(() => this.#end("stopped"));
  }

  /** A picture of the app, where it still gives one, and then its end. */
  async freeze(): Promise<void> {
    const picture = await this.capture().catch(() => null);
    if (picture && !this.#ended) this.#options.onPicture(picture);
    this.#end("frozen");
  }

  /** PNG as a data: address. Raises Error where there is none within some seconds. */
  async capture(): Promise<string> {
    if (!this.#bridge) throw new Error("The app does not run.");
    const late = new Promise<never>((_, not) => setTimeout(() => not(new Error("The app gave no picture of itself.")), CAPTURE_MS));
    const answer = await Promise.race([this.#bridge.ask("gesso/capture"), late]);
    const image = isRecord(answer) ? answer["image"] : null;
    if (typeof image !== "string" || !/^data:image\/png;base64,[A-Za-z0-9+/=]+$/.test(image) || image.length > 20_000_000) throw new Error("The app gave no picture of itself.");
    return image;
  }

  /** A notification for the page of a server of tools. */
  tell(method: string, params: unknown): void {
    this.#bridge?.tell(method, params);
  }
  setParams(params: Readonly<Record<string, Json>>): void {
    this.#bridge?.tell("gesso/params", params);
  }
  setDoc(doc: Doc): void {
    this.#bridge?.tell("gesso/doc", doc);
  }
  setTheme(theme: Theme): void {
    this.#bridge?.tell("ui/notifications/host-context-changed", { theme });
  }
  setHandlers(handlers: Handlers): void {
    if (this.#bridge) this.#bridge.handlers = handlers;
  }

  async #start(ready: Promise<void>): Promise<void> {
    const { code, language, handlers, params, doc, theme } = this.#options;
    try {
      const made = compile(code, language);
      const [vendors] = await Promise.all([fetchVendors(made.bundles), ready]);
      if (this.#ended) return;
      const { port1, port2 } = new MessageChannel();
      this.#bridge = new Bridge(port1, this.#listeners(), handlers);
      const start: Start = { gesso: "start", vendors, code: made.code, html: made.html, may: Object.keys(handlers) as CallName[], params, doc, theme, look: this.#options.look ?? { corners: "", density: "" }, view: this.#options.onBegun !== undefined };
      // A sandboxed document has no origin to name; only this frame's document can be there.
      this.#frame.contentWindow?.postMessage(start, "*", [port2]);
      this.#go("running");
      this.#heard = performance.now();
      this.#beat = window.setInterval(() => this.#listen(), BEAT_MS);
    } catch (error) {
      if (this.#ended) return;
      if (error instanceof CannotCompile) this.#fail(error.app);
      else this.#fail({ kind: "unreachable", message: error instanceof Error ? error.message : String(error), stack: "" });
    }
  }

  #listeners(): Heard {
    const options = this.#options;
    return {
      onError: (error) => {
        this.#broken ||= error.kind !== "console" && error.kind !== "password";
        options.onError(error);
      },
      onBlocked: options.onBlocked,
      onHeight: options.onHeight,
      onBegun: () => options.onBegun?.(),
      onPainted: () => options.onPainted(performance.now() - this.#began),
      onSeen: (blank) => {
        // What failed is blank because it failed.
        if (blank && !this.#broken) options.onError({ kind: "blank", message: "Nothing can be seen: the app draws no words, no picture and no control.", stack: "" });
        options.onSeen(blank);
      },
      onFlood: () => this.#fail({ kind: "flood", message: "The app sent thousands of messages at once and was stopped.", stack: "" }),
      ask: options.ask,
    };
  }

  /** Asks for a sign of life, and acts on a long silence. A page that is hidden is given time without end. */
  #listen(): void {
    const now = performance.now();
    void this.#bridge?.ask("ping").then(() => {
      this.#heard = performance.now();
      if (this.#state === "stuck") this.#go("running");
    });
    if (document.visibilityState === "hidden") this.#heard = now;
    const silent = now - this.#heard;
    if (silent > GIVE_UP_MS) this.#end("failed");
    else if (silent > STUCK_MS && this.#state === "running") {
      this.#go("stuck");
      const message = "The app stopped answering: it is in a loop that does not end, or it needs more memory than there is.";
      this.#options.onError({ kind: "stuck", message, stack: "" });
    }
  }

  #onMessage(event: MessageEvent<unknown>, ready: () => void): void {
    if (event.source !== this.#frame.contentWindow) return;
    if (isRecord(event.data) && event.data["gesso"] === "ready" && !this.#bridge) return ready();
    // All there is to say goes over the port.
    if (++this.#strays === WINDOW_FLOOD) this.#listeners().onFlood();
  }

  /** A frame loads once. Again means that the app left, and what is there now is the browser's refusal. */
  #onLoad(): void {
    if (++this.#loads > 1) setTimeout(() => this.#left(this.#refused ?? "another page"), REFUSED_MS);
  }

  /** The page's own policy names the frame's one address, so the address of one that leaves is reported here. */
  #onViolation(event: SecurityPolicyViolationEvent): void {
    if (event.effectiveDirective === "frame-src") this.#refused = event.blockedURI;
  }

  #left(address: string): void {
    if (this.#ended) return;
    this.#options.onBlocked({ kind: "navigation", address: address.slice(0, 300) });
    this.#fail({ kind: "blocked", message: `The app tried to go to ${address.slice(0, 300)} and was stopped. An app stays in its frame; use gesso.ui.openLink.`, stack: "" });
  }

  get #ended(): boolean {
    return this.#off.signal.aborted;
  }

  #fail(error: AppError): void {
    if (this.#ended) return;
    this.#options.onError(error);
    this.#end("failed");
  }

  #end(state: LiveState): void {
    if (this.#ended) return;
    this.#off.abort();
    clearInterval(this.#beat);
    this.#bridge?.close();
    this.#frame.remove(); // with it goes its process, loop or not
    const at = running.indexOf(this);
    if (at >= 0) running.splice(at, 1);
    this.#go(state);
  }

  #go(state: LiveState): void {
    this.#state = state;
    this.#options.onState(state);
  }
}
