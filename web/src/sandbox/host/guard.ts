/**
 * The first script of the sandbox's page: takes away what no policy covers, before anything of an app is there, and
 * tells the runtime what an app tried. The policies are what holds; what is told here is for people and agents to read.
 */
export {};

declare global {
  interface Window {
    gessoTried?: (kind: string, address: string) => void;
  }
}

const tried: [string, string][] = [];
let tell = (kind: string, address: string) => void tried.push([kind, address]);
const say = (kind: string, address: unknown) => tell(kind, String(address ?? "").slice(0, 300));

/** The runtime takes what was tried until now, and all that comes. */
Object.defineProperty(window, "gessoGuard", {
  configurable: true,
  value: (listen: typeof tell) => {
    tell = listen;
    for (const [kind, address] of tried) listen(kind, address);
  },
});

// Peer connections obey no policy: they would speak UDP to anybody.
for (const name of ["RTCPeerConnection", "webkitRTCPeerConnection", "RTCDataChannel", "WebTransport", "WebSocketStream", "TCPSocket", "UDPSocket"]) {
  if (!(name in window)) continue;
  Reflect.deleteProperty(window, name);
  Object.defineProperty(window, name, {
    get: () => void say(/RTC/.test(name) ? "webrtc" : name.toLowerCase(), name),
  });
}

const FRAMES = /<\s*\/?\s*(iframe|frame|frameset|object|embed|link|meta|base|portal|fencedframe)\b/i;
interface TrustedTypes {
  createPolicy(name: string, rules: Record<string, (input: string, type: string, sink: string) => string>): unknown;
}
const types = (window as { trustedTypes?: TrustedTypes }).trustedTypes;
types?.createPolicy("default", {
  createHTML(html, _type, sink) {
    const found = FRAMES.exec(html);
    if (!found && !/srcdoc/i.test(sink)) return html;
    say("html", found?.[1] ?? "srcdoc");
    return "";
  },
  createScript: (code) => code,
  createScriptURL(url) {
    if (url.startsWith("blob:")) return url;
    say("script", url);
    return "about:blank#refused";
  },
});

// The sandbox refuses these by itself, and says so to nobody.
window.open = (url) => (say("popup", url), null);
const submit = HTMLFormElement.prototype.submit;
HTMLFormElement.prototype.submit = function (this: HTMLFormElement) {
  say("form", this.action);
  submit.call(this);
};
addEventListener("securitypolicyviolation", (event) => {
  const kinds: Record<string, string> = {
    "connect-src": "fetch", "img-src": "image", "style-src-elem": "style", "style-src": "style", "font-src": "font",
    "media-src": "media", "script-src-elem": "script", "script-src": "script", "frame-src": "frame",
    "worker-src": "worker", "form-action": "form", "object-src": "object", "base-uri": "base", "manifest-src": "manifest",
    "default-src": "prefetch", "child-src": "frame",
  }; // prettier-ignore
  say(kinds[event.effectiveDirective] ?? event.effectiveDirective, event.blockedURI);
});
