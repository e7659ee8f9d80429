/**
 * Builds the page into gesso/web (served by gesso.server, packaged in the wheel).
 * `npm run dev` serves the sources and sends /api to a `gesso serve` on the default port.
 */
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { defineConfig, type Plugin } from "vite";
import { sandbox } from "./vite.sandbox.ts";

const server = process.env["GESSO_DEV_SERVER"] ?? "http://127.0.0.1:8787";

/** Puts a `.gz` beside every file worth it, which the server sends as it is. */
function packed(): Plugin {
  let folder = "";
  return {
    name: "packed",
    apply: "build",
    configResolved(config) {
      folder = join(config.root, config.build.outDir);
    },
    closeBundle() {
      for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
        if (!/\.(js|css|html|svg)$/.test(name)) continue;
        const content = readFileSync(join(folder, name));
        if (content.length > 1024) writeFileSync(join(folder, `${name}.gz`), gzipSync(content, { level: 9 }));
      }
    },
  };
}

/** What is always needed and would be found late, by the script or the style sheet, is asked for with the page. */
function early(): Plugin {
  return {
    name: "early",
    apply: "build",
    transformIndexHtml: {
      order: "post",
      handler(_html, { bundle, path }) {
        if (path !== "/index.html") return [];
        const found = Object.values(bundle ?? {});
        const words = found.find((each) => each.type === "chunk" && each.facadeModuleId?.endsWith("/src/locales/en.ts"));
        const font = found.find((each) => /\/inter-[^/]*\.woff2$/.test(each.fileName));
        if (!words || !font) throw new Error("the words or the font of the interface are not in the build");
        return [
          { tag: "link", injectTo: "head", attrs: { rel: "modulepreload", crossorigin: true, href: `/${words.fileName}` } },
          { tag: "link", injectTo: "head", attrs: { rel: "preload", as: "font", type: "font/woff2", crossorigin: true, href: `/${font.fileName}` } },
        ];
      },
    },
  };
}

/** English words are their own keys, so those without a place for a value need no entry: Lingui falls back to the key. */
function ownKeys(): Plugin {
  return {
    name: "own-keys",
    apply: "build",
    enforce: "pre",
    transform(code, id) {
      if (!/\/locales\/(?:tasks\/)?en\.ts$/.test(id)) return null;
      const found = /JSON\.parse\((".*")\)/s.exec(code);
      if (!found) throw new Error("the English catalogue is not as Lingui writes it");
      const all = JSON.parse(JSON.parse(found[1]!)) as Record<string, unknown[]>;
      const kept = Object.fromEntries(Object.entries(all).filter(([key, parts]) => !(parts.length === 1 && parts[0] === key)));
      return code.replace(found[0], () => `JSON.parse(${JSON.stringify(JSON.stringify(kept))})`);
    },
  };
}

/** KaTeX's style sheet names each font in three forms; every browser we serve reads the first. */
function modernFonts(): Plugin {
  return {
    name: "modern-fonts",
    enforce: "pre",
    transform: (code, id) => (id.includes("katex.min.css") ? code.replace(/,url\([^)]*\) format\("(?:woff|truetype)"\)/g, "") : null),
  };
}

export default defineConfig({
  plugins: [ownKeys(), modernFonts(), react(), tailwindcss(), sandbox([modernFonts()]), early(), packed()],
  build: {
    outDir: "../gesso/web",
    emptyOutDir: true,
    manifest: "build.json",
    target: "es2024",
    // A data: address would need a hole in the Content-Security-Policy for fonts and scripts.
    assetsInlineLimit: 0,
    // Mermaid's parts are large and come late; scripts/budgets.mjs weighs what counts.
    chunkSizeWarningLimit: 2_000,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: { index: "index.html", check: "check.html" },
      output: {
        codeSplitting: {
          // What every page needs, in one file: many small ones pack worse and are asked for one by one.
          groups: [{ name: "base", test: /\/src\/(?:(?:i18n|api|data|theme)\.ts|room\/|chat\/model\.ts|ui\/(?:button|cx|menu|toast)\.tsx?)/ }],
        },
      },
    },
  },
  server: {
    proxy: { "/api": { target: server, ws: true } },
  },
});
