/** Before an app runs that may read the document or the data, or ask a model: what it may do, once for each app. */
import { ShieldCheck } from "lucide-react";
import { useMemo, useState } from "react";
import { i18n } from "../i18n";
import type { CallName, Handlers } from "../sandbox/protocol";
import { Button } from "../ui/button";

const KEY = "gesso.app.allowed";
/** What an app keeps for itself concerns nobody else. */
const HARMLESS: readonly string[] = ["kv.get", "kv.set"];

function kept(): Record<string, string> {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? "{}") as Record<string, string>;
  } catch {
    return {};
  }
}

/** Those who were told no, until the page is loaded anew. */
const refused = new Map<string, string>();

/** Asked again when the app wants more than it was allowed. `handlers` are those that it has. */
export function useAllowed(canvas: string, handlers: Handlers): { yes: boolean; handlers: Handlers; allow(): void; refuse(): void } {
  const asked = Object.keys(handlers).filter((name) => !HARMLESS.includes(name)).sort();
  const [, again] = useState(0);
  const had = new Set((kept()[canvas] ?? "").split(" "));
  const yes = asked.every((name) => had.has(name));
  const less = !yes && refused.get(canvas) === asked.join(" ");
  const harmless = useMemo((): Handlers => Object.fromEntries(Object.entries(handlers).filter(([name]) => HARMLESS.includes(name))), [handlers]);
  return {
    yes: yes || less,
    handlers: less ? harmless : handlers,
    refuse: () => {
      refused.set(canvas, asked.join(" "));
      again((count) => count + 1);
    },
    allow: () => {
      localStorage.setItem(KEY, JSON.stringify({ ...kept(), [canvas]: asked.join(" ") }));
      again((count) => count + 1);
    },
  };
}

export function FirstRun({ title, handlers, budget, onRun, onLess }: { title: string; handlers: Handlers; budget: number; onRun(): void; onLess(): void }) {
  const words: Partial<Record<CallName, string>> = {
    "doc.read": i18n.t("read the document of this conversation"),
    "doc.propose": i18n.t("suggest changes to it, which you accept or reject"),
    "doc.comment": i18n.t("comment on it"),
    "data.query": i18n.t("ask the data of this conversation"),
    "ai.complete": i18n.t("ask the model, up to {budget} tokens a day", { budget: budget.toLocaleString(i18n.locale) }),
  };
  const list = (Object.keys(handlers) as CallName[]).flatMap((name) => words[name] ?? []);
  return (
    <div className="grid h-full place-items-center overflow-y-auto p-6">
      <div className="max-w-sm">
        <ShieldCheck size={22} className="text-muted" />
        <h3 className="mt-2 text-16 font-semibold">{i18n.t("“{title}” wants to", { title })}</h3>
        <ul className="mt-2 mb-4 list-disc ps-5 text-14">
          {list.map((each) => (
            <li key={each}>{each}</li>
          ))}
        </ul>
        <p className="mb-4 text-13 text-muted">{i18n.t("It cannot see your account, other conversations or the network.")}</p>
        <div className="flex flex-wrap gap-2">
          <Button kind="primary" onClick={onRun}>
            {i18n.t("Allow and run")}
          </Button>
          <Button onClick={onLess}>{i18n.t("Run without that")}</Button>
        </div>
      </div>
    </div>
  );
}
