/**
 * An app as one HTML file that runs by itself: its code, compiled, with the libraries it imports inside, and a policy
 * that lets nothing out. Values of its parameters are those of now; what it keeps stays in the browser that opens it.
 */
import { compile, type Language } from "../sandbox/compile";
import { fetchVendors } from "../sandbox/vendors";
import type { Values } from "./use";

const POLICY =
  "default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval' blob:; style-src 'unsafe-inline'; img-src data: blob:; font-src data:; media-src data: blob:; worker-src blob:; connect-src 'none'; form-action 'none'; base-uri 'none'";

/** What stands around the app in the file: modules by name, `gesso`, and errors in words. Written as it runs there. */
const RUNTIME = `
var gessoModules = {};
function gessoRequire(name) { if (!gessoModules[name]) throw new Error("There is no module " + name + " here."); return gessoModules[name]; }
function gessoCommon(body) { var module = { exports: {} }; body(gessoRequire, module, module.exports); return module.exports; }
function gessoVendor(body) { var found = gessoCommon(body).modules; for (var name in found) gessoModules[name] = Object.assign({}, found[name], { default: found[name].default || found[name], __esModule: true }); }
(function () {
  var store = "gesso:" + document.title, all = {};
  try { all = JSON.parse(localStorage.getItem(store) || "{}"); } catch (error) {}
  var alone = function () { return Promise.reject(new Error("This app runs by itself: there is nobody to ask here.")); };
  var off = function () { return function () {}; };
  var scheme = matchMedia("(prefers-color-scheme: dark)");
  var themes = [];
  function theme() { return scheme.matches ? "dark" : "light"; }
  document.documentElement.dataset.theme = theme();
  scheme.addEventListener("change", function () { document.documentElement.dataset.theme = theme(); themes.forEach(function (each) { each(theme()); }); });
  window.gesso = {
    params: GESSO_PARAMS, get theme() { return theme(); }, may: ["kv.get", "kv.set"], onParams: off, onTheme: function (listener) { themes.push(listener); return off(); },
    kv: { get: function (key) { return Promise.resolve(key in all ? all[key] : null); }, set: function (key, value) { all[key] = value; try { localStorage.setItem(store, JSON.stringify(all)); } catch (error) {} return Promise.resolve(); } },
    doc: { read: alone, propose: alone, comment: alone, onChange: off }, data: { query: alone }, ai: { complete: alone },
    ui: { openLink: function (link) { window.open(typeof link === "string" ? link : link.url, "_blank", "noopener"); return Promise.resolve(); }, resize: function () {} },
    export: function (name, content, type) { var link = document.createElement("a"); link.href = URL.createObjectURL(new Blob([content], { type: type || "text/plain" })); link.download = name; link.click(); return Promise.resolve(); },
  };
  gessoModules.gesso = Object.assign({ default: window.gesso, __esModule: true }, window.gesso);
  addEventListener("error", function (event) { var line = document.createElement("pre"); line.textContent = event.message; line.style.cssText = "position:fixed;inset:auto 0 0;margin:0;padding:8px;background:#b00020;color:#fff;white-space:pre-wrap"; document.body.append(line); });
})();`;

const MOUNT = `
(function (exported) {
  var place = document.getElementById("root"), react = gessoModules.react;
  if (!place || exported === undefined) return;
  if (react) gessoModules["react-dom/client"].createRoot(place).render(react.createElement(exported, { params: gesso.params }));
  else if (typeof exported === "function") exported(place, gesso);
})(gessoCommon(GESSO_CODE).default);`;

const STYLE = "html{color-scheme:light dark}html[data-theme=light]{color-scheme:light}html[data-theme=dark]{color-scheme:dark}body{margin:0;font-family:system-ui,sans-serif}";

const script = (code: string) => `<script>${code.replace(/<\/(script)/gi, "<\\/$1").replaceAll("<!--", "<\\!--")}</script>`;
const escaped = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
const body = (code: string) => `function(require,module,exports){${code}\n}`;

/** Raises CannotCompile, and Error where the libraries cannot be fetched. */
export async function wholePage(source: string, language: Language, title: string, values: Values): Promise<string> {
  const made = compile(source, language);
  const vendors = await fetchVendors(made.bundles);
  const { html } = made;
  const head = [
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${POLICY}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escaped(title)}</title>`,
    `<style>${STYLE}</style>`,
    ...(html?.styles ?? []).map((style) => `<style>${style.replace(/<\/(style)/gi, "<\\/$1")}</style>`),
  ];
  const runs = [
    script(RUNTIME.replace("GESSO_PARAMS", () => JSON.stringify(values))),
    ...vendors.map((vendor) => script(`gessoVendor(${body(vendor.code)});`)),
    ...(html
      ? html.scripts.map((each) => script(each.module ? `gessoCommon(${body(each.code)});` : each.code))
      : [script(MOUNT.replace("GESSO_CODE", () => body(made.code)))]),
  ];
  const attributes = (list: readonly (readonly [string, string])[]) => list.map(([name, value]) => ` ${name}="${escaped(value)}"`).join("");
  const [ofHtml, ofBody] = html ? [attributes(html.attributes.html), attributes(html.attributes.body)] : [' lang="en"', ""];
  return `<!doctype html>\n<html${ofHtml}>\n<head>\n${head.join("\n")}\n</head>\n<body${ofBody}>\n${html ? html.body : '<div id="root"></div>'}\n${runs.join("\n")}\n</body>\n</html>\n`;
}
