/** Tests of pure parts run in Node; those that need a DOM say so with `@vitest-environment jsdom`. */
import { defineConfig } from "vitest/config";

/** Tests take apps apart and run none, so no bundle is made for them. */
const noVendors = {
  name: "no-vendors",
  resolveId: (id: string) => (id === "virtual:vendors" ? id : null),
  load: (id: string) => (id === "virtual:vendors" ? "export const files = {}" : null),
};

export default defineConfig({
  plugins: [noVendors],
  // The time ends what hangs; it measures nothing.
  test: { include: ["src/**/*.test.{ts,tsx}"], environment: "node", css: true, testTimeout: 120_000 },
});
