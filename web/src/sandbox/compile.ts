/** From what a model wrote to what the sandbox runs. Nothing of it runs here; sucrase reads it as text. */
import { transform, type Transform } from "sucrase";
import { partsOf } from "./html";
import { MAX_CODE, type AppError, type HtmlParts } from "./protocol";
import { bundleAt, bundleOf, IMPORTABLE, type Bundle } from "./vendors";

export type Language = "tsx" | "html";
export interface Compiled {
  readonly code: string;
  readonly html: HtmlParts | null;
  readonly bundles: ReadonlySet<Bundle>;
}

/** Raised for code that cannot run: an AppError with the line in its words. */
export class CannotCompile extends Error {
  readonly app: AppError;
  constructor(kind: AppError["kind"], message: string) {
    super(message);
    this.app = { kind, message, stack: "" };
  }
}

/** Raises CannotCompile. */
export function compile(code: string, language: Language): Compiled {
  if (code.length > MAX_CODE) {
    const [has, may] = [code.length, MAX_CODE].map((size) => `${(size / 1e6).toFixed(1)} MB`);
    throw new CannotCompile("too-large", `The code is ${has} long; an app may have ${may}. Move its data out of the code.`);
  }
  if (code.trim() === "") throw new CannotCompile("compile", "There is no code yet.");
  const bundles = new Set<Bundle>();
  if (language === "html") return { code: "", html: readHtml(code, bundles), bundles };
  const made = toCommon(code, "app.tsx");
  addImports(made, bundles);
  if (/\bReact(DOM)?\./.test(code)) bundles.add("react");
  return { code: made, html: null, bundles };
}

function toCommon(code: string, name: string): string {
  try {
    return translate(code, ["typescript", "jsx", "imports"], name);
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    throw new CannotCompile("compile", said.replace(`Error transforming ${name}: `, "").replace(/\((\d+):(\d+)\)/, "(line $1, column $2)"));
  }
}

const translate = (code: string, transforms: Transform[], name: string) =>
  transform(code, { transforms, jsxRuntime: "automatic", production: true, filePath: name }).code;

const REQUIRED = /\brequire\(\s*(['"])([^'"\n]+)\1\s*\)/g;

/** Notes the bundles that `code` imports. Raises CannotCompile for what is not there. */
function addImports(code: string, bundles: Set<Bundle>): void {
  for (const [, , name = ""] of code.matchAll(REQUIRED)) {
    if (name === "gesso") continue;
    const bundle = bundleOf(name);
    if (!bundle) throw new CannotCompile("import", `“${name}” cannot be imported here. These can: ${IMPORTABLE.join(", ")}.`);
    bundles.add(bundle);
  }
}

function readHtml(code: string, bundles: Set<Bundle>): HtmlParts {
  const { scripts, ...parts } = partsOf(code);
  const ready = scripts.flatMap((script, at) => {
    const name = `script-${at + 1}.js`;
    if (script.src !== null) {
      const bundle = bundleAt(script.src);
      if (!bundle) throw new CannotCompile("import", `The script ${script.src} cannot be loaded: nothing outside can be reached. These can be used: ${IMPORTABLE.join(", ")}.`);
      bundles.add(bundle);
      return [];
    }
    if (script.kind === "classic") return [{ code: script.code, module: false }];
    const made = toCommon(moduleAddresses(script.code), name);
    addImports(made, bundles);
    return [{ code: made, module: true }];
  });
  return { ...parts, scripts: ready };
}

/** `import … from "https://…/three.module.js"` means the module that is here. */
function moduleAddresses(code: string): string {
  return code.replace(/(\bfrom\s*|\bimport\s*)(["'])(https?:[^"']+)\2/g, (whole, before: string, quote: string, address: string) => {
    if (/OrbitControls/.test(address)) return `${before}${quote}three/addons/controls/OrbitControls.js${quote}`;
    const named: Partial<Record<Bundle, string>> = { plot: "@observablehq/plot", vega: "vega-embed" };
    const bundle = bundleAt(address);
    return bundle ? `${before}${quote}${named[bundle] ?? bundle}${quote}` : whole;
  });
}
