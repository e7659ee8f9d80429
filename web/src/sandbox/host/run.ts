/**
 * The runtime of the sandbox's page: takes one start message with a port from the page around it, runs the app, and
 * tells that page what goes wrong, what is seen and how tall it is. It decides nothing about safety.
 */
import type { ComponentType } from "react";
import type { Root } from "react-dom/client";
import { isRecord, type Start } from "../protocol";
import { makeApi } from "./api";
import { takePicture } from "./picture";
import { asksForSecret, isBlank } from "./seen";
import { standInForParent } from "./view";
import { Wire } from "./wire";

const SEEN_AFTER_MS = 900;
const LOOK_MS = 400;

type Modules = Record<string, Record<string, unknown>>;
type Api = ReturnType<typeof makeApi>;

function waitForStart(): void {
  const once = (event: MessageEvent<unknown>) => {
    const [port] = event.ports;
    if (event.source !== parent || !port || !isRecord(event.data) || event.data["gesso"] !== "start") return;
    removeEventListener("message", once);
    void begin(event.data as unknown as Start, new Wire(port));
  };
  addEventListener("message", once);
  parent.postMessage({ gesso: "ready" }, "*");
}

async function begin(start: Start, wire: Wire): Promise<void> {
  listen(wire);
  showTheme(start.theme);
  Object.assign(document.documentElement.dataset, start.look);
  const api = makeApi(wire, start);
  api.themes.on(showTheme);
  Object.defineProperty(window, "gesso", { value: api.gesso });
  wire.on("ping", () => ({}));
  wire.on("gesso/capture", async () => ({ image: await takePicture() }));
  watch(wire);
  if (start.view) standInForParent(wire, api.themes.on);
  try {
    const modules = load(start);
    modules["gesso"] = { ...api.gesso, default: api.gesso, __esModule: true };
    if (start.html) showPage(start.html, modules);
    else runModule(start.code, modules, api, wire);
  } catch (error) {
    wire.report("throw", told(error), isError(error) ? error.stack : "");
  }
  await frame();
  wire.tell("gesso/painted", {});
  setTimeout(() => wire.tell("gesso/seen", { blank: isBlank() }), SEEN_AFTER_MS);
}

/** Two frames, or half a second where nothing is drawn because nobody looks. */
const frame = () =>
  new Promise<void>((then) => {
    setTimeout(then, 500);
    requestAnimationFrame(() => requestAnimationFrame(() => then()));
  });

const isError = (value: unknown): value is Error => value instanceof Error;
const told = (value: unknown) => (isError(value) ? `${value.name}: ${value.message}` : String(value));

function listen(wire: Wire): void {
  const guard = window as unknown as { gessoGuard?: (listen: (kind: string, address: string) => void) => void };
  guard.gessoGuard?.((kind, address) => wire.tell("gesso/blocked", { kind, address }));
  Reflect.deleteProperty(window, "gessoGuard");
  addEventListener("error", (event) => wire.report("error", event.message, isError(event.error) ? event.error.stack : `${event.filename}:${event.lineno}`));
  addEventListener("unhandledrejection", (event) => wire.report("rejection", told(event.reason), isError(event.reason) ? event.reason.stack : ""));
  const { error } = console;
  console.error = (...words: unknown[]) => {
    wire.report("console", words.map(told).join(" "));
    error.apply(console, words);
  };
  // A link goes nowhere by itself; the person is asked whether to open it.
  addEventListener("click", (event) => {
    const link = event.composedPath().find((part): part is HTMLAnchorElement => part instanceof HTMLAnchorElement && part.hasAttribute("href"));
    if (!link || link.getAttribute("href")?.startsWith("#") || link.protocol === "javascript:") return;
    event.preventDefault();
    if (link.protocol === "blob:" || link.protocol === "data:") void save(wire, link);
    else wire.ask("ui.openLink", { url: link.href }).catch(() => wire.tell("gesso/blocked", { kind: "link", address: link.href }));
  });
  addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    event.preventDefault();
    wire.tell("gesso/blocked", { kind: "form", address: (event.target as HTMLFormElement).action });
  });
}

/** `<a download>` of something the app made becomes a file that the person is asked about. */
async function save(wire: Wire, link: HTMLAnchorElement): Promise<void> {
  const [head = "", body = ""] = link.href.startsWith("data:") ? link.href.slice(5).split(/,(.*)/s) : [];
  const content = head.endsWith(";base64") ? atob(body) : decodeURIComponent(body);
  await wire.ask("export", { name: link.download || "file.txt", type: head.split(";")[0] || "text/plain", content }).catch(() => undefined);
}

function showTheme(theme: "light" | "dark"): void {
  document.documentElement.dataset["theme"] = theme;
}

/** Tells the height of what is shown, and once that a secret is asked for. */
function watch(wire: Wire): void {
  let [height, secret, due] = [0, false, 0];
  const look = () => {
    due = 0;
    const now = Math.ceil(document.documentElement.getBoundingClientRect().height);
    if (now !== height) wire.tell("ui/notifications/size-changed", { height: (height = now) });
    const asked = secret ? null : asksForSecret();
    if (asked) {
      secret = true;
      wire.report("password", `The app asks for something secret (“${asked}”). No app here needs a password or a key; take the field out.`);
    }
  };
  const soon = () => (due ||= window.setTimeout(look, LOOK_MS));
  new ResizeObserver(soon).observe(document.documentElement);
  new MutationObserver(soon).observe(document.documentElement, { subtree: true, childList: true, attributes: true });
}

/** Runs code as a script with a name, so that errors tell the line. */
function run(code: string, name: string): void {
  const script = document.createElement("script");
  script.textContent = `${code}\n//# sourceURL=${name}`;
  document.head.append(script);
  script.remove();
}

type Body = (require: (name: string) => unknown, module: { exports: Record<string, unknown> }, exports: unknown) => void;

/** Runs a CommonJS module. The first line of `code` stays the first line. */
function runCommon(code: string, name: string, modules: Modules): Record<string, unknown> {
  const module = { exports: {} as Record<string, unknown> };
  const require = (wanted: string) => {
    const found = modules[wanted];
    if (found) return found;
    throw new Error(`There is no module “${wanted}” here. These can be imported: ${Object.keys(modules).join(", ")}.`);
  };
  let failure: { error: unknown } | null = null;
  const call = (body: Body) => {
    try {
      body(require, module, module.exports);
    } catch (error) {
      failure = { error };
    }
  };
  Object.defineProperty(window, "gessoModule", { value: call, configurable: true });
  run(`gessoModule(function(require,module,exports){${code}\n})`, name);
  Reflect.deleteProperty(window, "gessoModule");
  if (failure) throw (failure as { error: unknown }).error;
  return module.exports;
}

const GLOBALS: Record<string, string> = {
  react: "React", "react-dom": "ReactDOM", "react-dom/client": "ReactDOM", three: "THREE", d3: "d3", "@observablehq/plot": "Plot",
  papaparse: "Papa", katex: "katex", vega: "vega", "vega-lite": "vegaLite", "vega-embed": "vegaEmbed",
}; // prettier-ignore

function load(start: Start): Modules {
  const modules: Modules = {};
  for (const vendor of start.vendors) {
    const found = runCommon(vendor.code, `${vendor.name}.js`, modules)["modules"] as Record<string, Record<string, unknown>>;
    for (const [name, whole] of Object.entries(found)) {
      modules[name] = { ...whole, default: whole["default"] ?? whole, __esModule: true };
      const global = GLOBALS[name];
      if (global) Object.assign(window, { [global]: name.startsWith("react-dom") ? { ...(window as never)[global] as object, ...whole } : (whole["default"] ?? whole) });
    }
  }
  return modules;
}

function runModule(code: string, modules: Modules, api: Api, wire: Wire): void {
  const exported = runCommon(code, "app.tsx", modules)["default"];
  const place = document.getElementById("root");
  if (!place || exported === undefined) return;
  const react = modules["react"] as typeof import("react") | undefined;
  if (!react) {
    if (typeof exported === "function") (exported as (place: HTMLElement, gesso: unknown) => void)(place, api.gesso);
    return;
  }
  const { createRoot } = modules["react-dom/client"] as typeof import("react-dom/client");
  const failed = (error: unknown, info: { componentStack?: string | undefined }) =>
    wire.report("react", told(error), `${isError(error) ? error.stack : ""}\n${info.componentStack ?? ""}`);
  const root: Root = createRoot(place, { onUncaughtError: failed, onCaughtError: failed });
  const draw = (params: Start["params"]) => root.render(react.createElement(exported as ComponentType<{ params: Start["params"] }>, { params }));
  api.params.on(draw);
  draw(api.gesso.params);
}

function showPage(page: NonNullable<Start["html"]>, modules: Modules): void {
  document.title = page.title;
  for (const [element, attributes] of [[document.documentElement, page.attributes.html], [document.body, page.attributes.body]] as const) {
    for (const [name, value] of attributes) element.setAttribute(name, value);
  }
  for (const text of page.styles) {
    const style = document.createElement("style");
    style.textContent = text;
    document.head.append(style);
  }
  document.body.innerHTML = page.body;
  page.scripts.forEach((script, at) => {
    const name = `script-${at + 1}.js`;
    if (script.module) runCommon(script.code, name, modules);
    else run(script.code, name);
  });
  document.dispatchEvent(new Event("DOMContentLoaded"));
  window.dispatchEvent(new Event("load"));
}

waitForStart();
