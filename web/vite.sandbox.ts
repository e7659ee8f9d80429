/**
 * What the sandbox needs from the build: the bundles that apps can import, each a CommonJS file with React and d3 left
 * out, and the sandbox's page (`sandbox.html`), its style and both its scripts inside it. `virtual:vendors` has the
 * addresses of the bundles.
 */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build, type Plugin } from "vite";

const here = (path: string) => fileURLToPath(new URL(`src/sandbox/${path}`, import.meta.url));
const SHARED = ["react", "react-dom", "react-dom/client", "react/jsx-runtime", "d3"];
const OWN: Record<string, readonly string[]> = { react: SHARED.slice(0, 4), d3: ["d3"] };

/** One file of a build that is not written. */
async function bundle(entry: string, format: "cjs" | "iife", external: readonly string[], plugins: Plugin[] = []): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: "warn",
    plugins,
    define: { "process.env.NODE_ENV": '"production"' },
    build: {
      write: false,
      target: "es2024",
      minify: true,
      assetsInlineLimit: 10_000_000,
      lib: { entry, formats: [format], name: "gessoSandbox", fileName: () => "out.js" },
      rolldownOptions: { external: [...external] },
    },
  });
  const outputs = (Array.isArray(built) ? built : [built]).flatMap((each) => ("output" in each ? each.output : []));
  const chunk = outputs.find((each) => each.type === "chunk");
  if (!chunk || chunk.type !== "chunk") throw new Error(`${entry} gave no script`);
  return chunk.code;
}

async function page(): Promise<string> {
  const [guard, runtime] = await Promise.all([bundle(here("host/guard.ts"), "iife", []), bundle(here("host/run.ts"), "iife", [])]);
  const parts: Record<string, string> = { style: readFileSync(here("host/base.css"), "utf8"), guard, runtime };
  return readFileSync(here("host/page.html"), "utf8").replace(/\/\*(style|guard|runtime)\*\//g, (_, name: string) => parts[name]!.replaceAll("</script", "<\\/script"));
}

export function sandbox(ours: Plugin[]): Plugin {
  const files = new Map<string, { address: string; code: string }>();
  return {
    name: "sandbox",
    resolveId: (id) => (id === "virtual:vendors" ? `\0${id}` : null),
    async load(id) {
      if (id !== "\0virtual:vendors") return null;
      for (const file of readdirSync(here("vendor"))) {
        const name = file.replace(/\.js$/, "");
        if (!files.has(name)) {
          const external = SHARED.filter((each) => !OWN[name]?.includes(each));
          const code = await bundle(here(`vendor/${file}`), "cjs", external, ours);
          files.set(name, { address: `assets/app-${name}-${createHash("sha256").update(code).digest("hex").slice(0, 8)}.js`, code });
        }
      }
      return `export const files = ${JSON.stringify(Object.fromEntries([...files].map(([name, { address }]) => [name, `/${address}`])))}`;
    },
    async generateBundle() {
      for (const { address, code } of files.values()) this.emitFile({ type: "asset", fileName: address, source: code });
      this.emitFile({ type: "asset", fileName: "sandbox.html", source: await page() });
    },
  };
}
