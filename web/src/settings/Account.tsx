/** One's own name, email and password, how the page looks, and everything to take away. */
import { lazy, Suspense, useState } from "react";
import { useLocation } from "wouter";
import { api, sentence } from "../api";
import { chooseNextEdits, forget, queries, useModels, useNextEditChoice, useSession } from "../data";
import { chooseLocale, chosenLocale, i18n, LOCALES, withTaskWords, type Locale } from "../i18n";
import { download } from "../shell/TopBar";
import { useTheme, type ThemeChoice } from "../theme";
import { Button } from "../ui/button";
import { Choice, Field, Note } from "../ui/field";
import { say, sayError } from "../ui/toast";
import type { AccountPatch, ImportedView, NextEditChoiceIn } from "../wire.gen";
import { Learning } from "./Learning";
import { Part } from "./Settings";

const Looks = lazy(withTaskWords(() => import("../apps/Looks")));

export function Account() {
  const [, go] = useLocation();
  const leave = () =>
    api.delete("/session").then(() => {
      queries.clear();
      go("/signin");
    }, sayError);
  return (
    <>
      <Person />
      <Appearance />
      <Suspense fallback={null}>
        <Looks />
      </Suspense>
      <NextEditChoice />
      <Learning />
      <Data />
      <Part title={i18n.t("Sign out")}>
        <Button onClick={() => void leave()}>{i18n.t("Sign out of this browser")}</Button>
      </Part>
    </>
  );
}

function Person() {
  const { data } = useSession();
  const [error, setError] = useState("");
  const user = data?.user;
  if (!user) return null;
  const save = async (form: HTMLFormElement) => {
    const typed = new FormData(form);
    const text = (name: string) => String(typed.get(name) ?? "");
    const change: AccountPatch = {
      ...(text("name") !== user.name ? { name: text("name") } : {}),
      ...(text("email") !== user.email ? { email: text("email") } : {}),
      ...(text("password") ? { password: text("password") } : {}),
      ...(text("current") ? { current_password: text("current") } : {}),
    };
    setError("");
    try {
      await api.patch("/account", change);
      forget("session");
      // Not twice: a password left here would be sent again with the next change of the name.
      for (const field of form.querySelectorAll<HTMLInputElement>("input[type=password]")) field.value = "";
      say(i18n.t("Saved."));
    } catch (failed) {
      setError(sentence(failed));
    }
  };
  return (
    <Part title={i18n.t("You")}>
      {data.needs_password && (
        <div className="mb-4">
          <Note kind="plain">
            {i18n.t("You came by the address that “gesso serve” printed. Set an email and a password to sign in from elsewhere.")}
          </Note>
        </div>
      )}
      <form
        key={user.id}
        className="grid gap-4 md:grid-cols-2"
        onSubmit={(event) => {
          event.preventDefault();
          void save(event.currentTarget);
        }}
      >
        <Field label={i18n.t("Name")} name="name" defaultValue={user.name} required autoComplete="name" />
        <Field label={i18n.t("Email")} name="email" type="email" defaultValue={user.email} autoComplete="username" />
        <Field label={i18n.t("New password")} name="password" type="password" minLength={8} autoComplete="new-password" />
        {!data.needs_password && (
          <Field
            label={i18n.t("Current password")}
            name="current"
            type="password"
            autoComplete="current-password"
            note={i18n.t("Needed to change the email or the password.")}
          />
        )}
        <div className="md:col-span-2">
          {error && (
            <div className="mb-3">
              <Note kind="danger">{error}</Note>
            </div>
          )}
          <Button kind="primary" type="submit">
            {i18n.t("Save")}
          </Button>
        </div>
      </form>
    </Part>
  );
}

function Appearance() {
  const { choice, choose } = useTheme();
  return (
    <Part title={i18n.t("Appearance")}>
      <div className="grid gap-4 md:grid-cols-2">
        <Choice
          label={i18n.t("Theme")}
          value={choice}
          options={[
            ["system", i18n.t("As the system")],
            ["light", i18n.t("Light")],
            ["dark", i18n.t("Dark")],
          ]}
          onChange={(value) => choose(value as ThemeChoice)}
        />
        <Choice
          label={i18n.t("Language")}
          value={chosenLocale()}
          options={Object.entries(LOCALES)}
          onChange={(value) => chooseLocale(value as Locale)}
        />
      </div>
    </Part>
  );
}

function NextEditChoice() {
  const { data: now } = useNextEditChoice();
  const models = useModels().data?.models ?? [];
  if (!now) return null;
  const choose = (change: Partial<NextEditChoiceIn>) => chooseNextEdits({ mode: now.mode, model: now.model, forget: false, ...change }).catch(sayError);
  const name = (id: string) => models.find((model) => model.id === id)?.name ?? id;
  return (
    <Part
      title={i18n.t("Next edits")}
      about={i18n.t("While you type, what you may want to change next is offered: Tab takes it, Esc dismisses it. Never in a page marked private.")}
    >
      <div className="grid gap-4 md:grid-cols-2">
        <Choice
          label={i18n.t("What is offered")}
          value={now.mode}
          options={[
            ["off", i18n.t("Nothing")],
            ["edits", i18n.t("Changes elsewhere: other uses, numbers, links")],
            ["words", i18n.t("Changes elsewhere, and the next words")],
          ]}
          onChange={(mode) => void choose({ mode: mode as NextEditChoiceIn["mode"] })}
        />
        {now.mode === "words" && now.models.length > 1 && (
          <Choice
            label={i18n.t("Words come from")}
            value={now.model ?? ""}
            options={[["", i18n.t("The model on this server")], ...now.models.filter((id) => id !== "embedded").map((id) => [id, name(id)] as const)]}
            onChange={(model) => void choose({ model: model || null })}
          />
        )}
      </div>
      <div className="mt-3 flex flex-wrap items-center gap-3 text-12 text-muted">
        <span>
          {i18n.t("Shown {shown}, taken {taken}, still there {retained}, dismissed {dismissed}. Only these counts are kept, on this server.", {
            shown: now.shown,
            taken: now.taken,
            retained: now.retained,
            dismissed: now.dismissed,
          })}
        </span>
        {now.shown > 0 && <Button onClick={() => void choose({ forget: true })}>{i18n.t("Forget them")}</Button>}
      </div>
    </Part>
  );
}

function Data() {
  const [, go] = useLocation();
  const take = async (file: File | undefined) => {
    if (!file) return;
    try {
      const { rooms } = await api.post<ImportedView>("/import", file);
      forget("rooms");
      say(i18n.t("{count, plural, one {# conversation} other {# conversations}} imported.", { count: rooms.length }));
      if (rooms[0]) go(`/r/${rooms[0]}`);
    } catch (error) {
      sayError(error);
    }
  };
  return (
    <Part title={i18n.t("Your data")} about={i18n.t("Everything you may read, as Markdown and event logs in one file; and back again. Earlier versions of pages do not come back: only a backup of the whole has them.")}>
      <div className="flex flex-wrap gap-2">
        <Button onClick={() => download("/api/export")}>{i18n.t("Export everything")}</Button>
        <label className="inline-flex h-8 items-center rounded-md border border-line bg-surface px-3 text-13 hover:border-line-strong hover:bg-hover has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent coarse:h-11">
          {i18n.t("Import a file")}
          <input
            type="file"
            className="sr-only"
            accept=".zip,.jsonl,application/zip"
            onChange={(event) => void take(event.target.files?.[0]).finally(() => (event.target.value = ""))}
          />
        </label>
      </div>
    </Part>
  );
}
