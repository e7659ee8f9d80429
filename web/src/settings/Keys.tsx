/** API keys: for programs that do what this page can do. Shown once. */
import { useState } from "react";
import { keys, useKeys, useSession } from "../data";
import { i18n } from "../i18n";
import { Button } from "../ui/button";
import { Choice, Field } from "../ui/field";
import { Secret } from "../ui/secret";
import { sayError } from "../ui/toast";
import type { KeyIn, KeyMade } from "../wire.gen";
import { Part } from "./Settings";

const SCOPES: Record<string, KeyIn["scopes"]> = { models: ["models"], read: ["read"], write: ["read", "write"], admin: ["read", "write", "admin"] };

export function Keys() {
  const list = useKeys().data ?? [];
  const admin = useSession().data?.user?.admin ?? false;
  const [scope, setScope] = useState("write");
  const [made, setMade] = useState<KeyMade | null>(null);
  const options: [string, string][] = [
    ["models", i18n.t("Use models")],
    ["read", i18n.t("Read")],
    ["write", i18n.t("Read and write")],
    ...(admin ? ([["admin", i18n.t("Administer")]] as [string, string][]) : []),
  ];
  return (
    <Part title={i18n.t("API keys")} about={i18n.t("A program with a key can do what you can do, within its scope. Whatever this page can do, the API can.")}>
      <form
        className="flex flex-wrap items-end gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          const form = event.currentTarget;
          const name = String(new FormData(form).get("name"));
          void keys.make({ name, scopes: SCOPES[scope] ?? ["read"] }).then((key) => {
            setMade(key);
            form.reset();
          }, sayError);
        }}
      >
        <Field label={i18n.t("Name")} name="name" required className="min-w-40 flex-1" placeholder={i18n.t("What it is for")} />
        <Choice label={i18n.t("May")} className="w-40" value={scope} options={options} onChange={setScope} />
        <Button kind="primary" type="submit">
          {i18n.t("Make a key")}
        </Button>
      </form>
      {made && <Secret className="mt-3" label={made.name} value={made.key} note={i18n.t("Copy it now: it is not shown again.")} />}
      {list.length > 0 && (
        <ul className="mt-4 divide-y divide-line rounded-lg border border-line bg-surface">
          {list.map((key) => (
            <li key={key.id} className="flex min-h-11 items-center gap-3 px-3 py-1.5">
              <span className="min-w-0 flex-1">
                <span className="block truncate">{key.name}</span>
                <span className="block text-12 text-muted">
                  {key.scopes.join(", ")} ·{" "}
                  {key.last_used_at
                    ? i18n.t("last used {date}", { date: new Date(key.last_used_at).toLocaleDateString(i18n.locale) })
                    : i18n.t("never used")}
                </span>
              </span>
              <Button
                size="sm"
                kind="danger"
                onClick={() => void keys.revoke(key.id).then(() => made?.id === key.id && setMade(null), sayError)}
              >
                {i18n.t("Revoke")}
              </Button>
            </li>
          ))}
        </ul>
      )}
    </Part>
  );
}
