import { defineConfig } from "@lingui/cli";
import { formatter } from "@lingui/format-po";

export default defineConfig({
  sourceLocale: "en",
  locales: ["en", "ar-XB"],
  pseudoLocale: "ar-XB",
  fallbackLocales: { "ar-XB": "en" },
  format: formatter({ lineNumbers: false, origins: false }),
  catalogs: [
    { path: "<rootDir>/src/locales/{locale}", include: ["<rootDir>/src"], exclude: ["**/*.test.*", "**/*.gen.ts", "**/src/tasks/**", "**/src/inbox/**", "**/src/sources/**", "**/src/code/**", "**/src/files/**", "**/src/trust/**", "**/src/data/**", "**/src/jobs/**", "**/src/connect/**", "**/src/projects/**", "**/src/lenses/**", "**/src/media/**", "**/src/sandbox/**", "**/src/widgets/**", "**/src/apps/**"] },
    { path: "<rootDir>/src/locales/tasks/{locale}", include: ["<rootDir>/src/tasks", "<rootDir>/src/inbox", "<rootDir>/src/sources", "<rootDir>/src/code", "<rootDir>/src/files", "<rootDir>/src/trust", "<rootDir>/src/data", "<rootDir>/src/jobs", "<rootDir>/src/connect", "<rootDir>/src/projects", "<rootDir>/src/lenses", "<rootDir>/src/media", "<rootDir>/src/sandbox", "<rootDir>/src/widgets", "<rootDir>/src/apps"], exclude: ["**/*.test.*"] },
  ],
  compileNamespace: "ts",
});
