/** A person's own shortcuts: a prompt with a name, for documents, code or both, for oneself or for everybody here. */
import { useState } from "react";
import { shortcuts, useShortcuts } from "../shortcuts/data";
import { i18n } from "../i18n";
import { Button } from "../ui/button";
import { Area, Choice, Field, Tick } from "../ui/field";
import { sayError } from "../ui/toast";
import type { OwnShortcutIn, OwnShortcutView } from "../wire.gen";
import { Part } from "./Settings";

const EMPTY: OwnShortcutIn = { name: "", prompt: "", kind: "any", shared: false };

export function OwnShortcuts() {
  const own = useShortcuts().data?.own ?? [];
  const [editing, setEditing] = useState<OwnShortcutView | "new" | null>(null);
  const kinds: Record<string, string> = { any: i18n.t("Any page"), document: i18n.t("Documents"), code: i18n.t("Code") };
  return (
    <Part
      title={i18n.t("Shortcuts")}
      about={i18n.t("A prompt with a name. It is in the menu at the corner of a page, and works on what is selected there, else on all of it.")}
    >
      {own.length > 0 && (
        <ul className="mb-4 divide-y divide-line rounded-lg border border-line bg-surface">
          {own.map((each) => (
            <li key={each.id} className="px-3 py-2">
              {editing !== "new" && editing?.id === each.id ? (
                <Form start={each} kinds={kinds} onDone={() => setEditing(null)} id={each.id} />
              ) : (
                <div className="flex min-h-9 items-center gap-2">
                  <span className="min-w-0 flex-1">
                    <span className="block truncate">{each.name}</span>
                    <span className="block truncate text-12 text-muted">
                      {kinds[each.kind]}
                      {each.shared && ` · ${each.mine ? i18n.t("shared with everybody here") : i18n.t("shared by somebody here")}`} · {each.prompt}
                    </span>
                  </span>
                  {each.mine && (
                    <>
                      <Button size="sm" kind="quiet" onClick={() => setEditing(each)}>
                        {i18n.t("Edit")}
                      </Button>
                      <Button size="sm" kind="danger" onClick={() => void shortcuts.remove(each.id).catch(sayError)}>
                        {i18n.t("Delete")}
                      </Button>
                    </>
                  )}
                </div>
              )}
            </li>
          ))}
        </ul>
      )}
      {editing === "new" ? (
        <div className="rounded-lg border border-line bg-surface p-3">
          <Form start={EMPTY} kinds={kinds} onDone={() => setEditing(null)} />
        </div>
      ) : (
        <Button kind="primary" onClick={() => setEditing("new")}>
          {i18n.t("New shortcut")}
        </Button>
      )}
    </Part>
  );
}

function Form(props: { start: OwnShortcutIn; id?: string; kinds: Record<string, string>; onDone(): void }) {
  const [draft, setDraft] = useState<OwnShortcutIn>(() => ({
    name: props.start.name,
    prompt: props.start.prompt,
    kind: props.start.kind ?? "any",
    shared: props.start.shared ?? false,
  }));
  const put = (change: Partial<OwnShortcutIn>) => setDraft({ ...draft, ...change });
  return (
    <form
      className="space-y-3"
      onSubmit={(event) => {
        event.preventDefault();
        const done = props.id ? shortcuts.change(props.id, draft) : shortcuts.make(draft);
        void done.then(props.onDone, sayError);
      }}
    >
      <div className="flex flex-wrap gap-3">
        <Field label={i18n.t("Name")} required autoFocus maxLength={60} value={draft.name} onChange={(event) => put({ name: event.target.value })} className="min-w-40 flex-1" />
        <Choice label={i18n.t("For")} className="w-40" value={draft.kind ?? "any"} options={Object.entries(props.kinds)} onChange={(kind) => put({ kind: kind as NonNullable<OwnShortcutIn["kind"]> })} />
      </div>
      <Area
        label={i18n.t("Prompt")}
        required
        rows={3}
        maxLength={20_000}
        value={draft.prompt}
        placeholder={`${i18n.t("Turn this into a checklist:")} {selection}`}
        note={`{selection}: ${i18n.t("the words it is used on. Without it, they go along as the selection.")}`}
        onChange={(event) => put({ prompt: event.target.value })}
      />
      <Tick label={i18n.t("Everybody on this server can use it")} checked={draft.shared ?? false} onChange={(shared) => put({ shared })} />
      <div className="flex justify-end gap-2">
        <Button kind="muted" onClick={props.onDone}>
          {i18n.t("Cancel")}
        </Button>
        <Button kind="primary" type="submit" disabled={!draft.name.trim() || !draft.prompt.trim()}>
          {i18n.t("Save")}
        </Button>
      </div>
    </form>
  );
}
