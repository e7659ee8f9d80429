/** Every word that the page says is in the catalogues, so that none is shown with its placeholders. */
import { expect, it } from "vitest";
import { messages as rightToLeft } from "./ar-XB";
import { messages } from "./en";
import { messages as tasksRightToLeft } from "./tasks/ar-XB";
import { messages as ofTasks } from "./tasks/en";

const sources = import.meta.glob<string>("../**/*.{ts,tsx}", { query: "?raw", import: "default", eager: true });

it("has all messages; otherwise run: npm run messages", () => {
  const missing: string[] = [];
  let found = 0;
  for (const [path, source] of Object.entries(sources)) {
    if (path.includes(".test.")) continue;
    const late = /\/(?:tasks|inbox|sources|code|trust|files|data|jobs|connect|projects|lenses|media|sandbox|widgets|apps)\//.test(path);
    const [left, right] = late ? [ofTasks, tasksRightToLeft] : [messages, rightToLeft];
    for (const [, text = ""] of source.matchAll(/i18n\.t\(\s*("(?:[^"\\]|\\.)*")/g)) {
      const words = JSON.parse(text) as string;
      found += 1;
      if (!(words in left) || !(words in right)) missing.push(`${path}: ${words}`);
    }
  }
  expect(found).toBeGreaterThan(200);
  expect(missing).toEqual([]);
});
