import { defineConfig } from "@lingui/cli";
import { formatter } from "@lingui/format-po";

export default defineConfig({
  sourceLocale: "en",
  locales: ["en", "ar-XB"],
  pseudoLocale: "ar-XB",
  fallbackLocales: { "ar-XB": "en" },
  format: formatter({ lineNumbers: false, origins: false }),
  catalogs: [{ path: "<rootDir>/src/locales/{locale}", include: ["<rootDir>/src"], exclude: ["**/*.test.*", "**/*.gen.ts"] }],
  compileNamespace: "ts",
});
