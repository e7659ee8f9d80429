/**
 * Builds the page into gesso/web (served by gesso.server, packaged in the wheel).
 * `npm run dev` serves the sources and sends /api to a `gesso serve` on the default port.
 */
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const server = process.env["GESSO_DEV_SERVER"] ?? "http://127.0.0.1:8787";

export default defineConfig({
  plugins: [react(), tailwindcss()],
  build: {
    outDir: "../gesso/web",
    emptyOutDir: true,
    manifest: "build.json",
    target: "es2024",
    // A data: address would need a hole in the Content-Security-Policy for fonts and scripts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: {
    proxy: { "/api": { target: server, ws: true } },
  },
});
