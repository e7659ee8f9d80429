/** Tests of pure parts run in Node; those that need a DOM say so with `@vitest-environment jsdom`. */
import { defineConfig } from "vitest/config";

export default defineConfig({ test: { include: ["src/**/*.test.{ts,tsx}"], environment: "node", css: true } });
