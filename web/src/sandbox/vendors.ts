/** What an app can import: which bundle each module is in, and the bundles, fetched when first asked for. */
import { files } from "virtual:vendors";
import type { Vendor } from "./protocol";

/** Modules by bundle, in the words of an import. */
const MODULES = {
  react: ["react", "react/jsx-runtime", "react-dom", "react-dom/client"],
  three: [
    "three",
    "three/addons/controls/OrbitControls.js",
    "three/addons/controls/OrbitControls",
    "three/examples/jsm/controls/OrbitControls.js",
    "three/examples/jsm/controls/OrbitControls",
  ],
  d3: ["d3"],
  plot: ["@observablehq/plot"],
  vega: ["vega", "vega-lite", "vega-embed"],
  papaparse: ["papaparse"],
  katex: ["katex"],
} as const;
export type Bundle = keyof typeof MODULES;
const NEEDS: Partial<Record<Bundle, readonly Bundle[]>> = { plot: ["d3"] };
const ORDER = Object.keys(MODULES) as Bundle[];

/** What an app can import, to say so. */
export const IMPORTABLE: readonly string[] = ["gesso", ...ORDER.flatMap((bundle) => MODULES[bundle].filter((name) => !/examples|Controls$|jsx-runtime/.test(name)))];

export function bundleOf(module: string): Bundle | undefined {
  return ORDER.find((bundle) => (MODULES[bundle] as readonly string[]).includes(module));
}

/** The bundle that a page meant by the address of a script elsewhere; undefined for what is not here. */
export function bundleAt(address: string): Bundle | undefined {
  const names: [RegExp, Bundle][] = [
    [/\bvega(-lite|-embed)?\b/, "vega"],
    [/@observablehq\/plot|\bplot(\.umd)?(\.min)?\.js/, "plot"],
    [/\bpapaparse\b/i, "papaparse"],
    [/\bkatex\b/, "katex"],
    [/\bthree(\.module)?(\.min)?\b/, "three"],
    [/\breact(-dom)?\b/, "react"],
    [/\bd3(\.v\d+)?(\.min)?\b/, "d3"],
  ];
  return names.find(([pattern]) => pattern.test(address))?.[1];
}

const fetched = new Map<Bundle, Promise<string>>();

function fetchBundle(bundle: Bundle): Promise<string> {
  const known = fetched.get(bundle);
  if (known) return known;
  const asked = fetch(files[bundle]!).then((answer) => {
    if (!answer.ok) throw new Error(`The bundle ${bundle} could not be fetched.`);
    return answer.text();
  });
  asked.catch(() => fetched.delete(bundle));
  fetched.set(bundle, asked);
  return asked;
}

/** The bundles and what they need, in an order in which they can run. Raises Error while the server is away. */
export async function fetchVendors(wanted: ReadonlySet<Bundle>): Promise<Vendor[]> {
  const all = new Set([...wanted].flatMap((bundle) => [bundle, ...(NEEDS[bundle] ?? [])]));
  return Promise.all(ORDER.filter((bundle) => all.has(bundle)).map(async (name) => ({ name, code: await fetchBundle(name) })));
}
