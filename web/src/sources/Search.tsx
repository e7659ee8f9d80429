/** For administrators: what agents search with. The key goes in and never comes back. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, sentence } from "../api";
import { forget } from "../data";
import { i18n } from "../i18n";
import { Part } from "../settings/Settings";
import { Button } from "../ui/button";
import { Choice, Field, INPUT, Note, Tick } from "../ui/field";
import { say } from "../ui/toast";
import type { SearchIn, SearchView, TriedSearchView } from "../wire.gen";

export default function Search() {
  const found = useQuery({ queryKey: ["sources", "server"], queryFn: () => api.get<SearchView>("/sources/server") });
  if (found.isError) return <Note kind="danger">{sentence(found.error)}</Note>;
  if (!found.data) return null;
  return (
    <>
      <Form key={JSON.stringify(found.data)} now={found.data} />
      <Try />
    </>
  );
}

function Form({ now }: { now: SearchView }) {
  const [engine, setEngine] = useState(now.engine);
  const [inside, setInside] = useState(now.private_addresses);
  const [failed, setFailed] = useState("");
  const save = async (form: HTMLFormElement) => {
    const typed = new FormData(form);
    const text = (name: string) => String(typed.get(name) ?? "").trim();
    const asked: SearchIn = {
      engine,
      address: text("address"),
      feeds: text("feeds").split(/\s+/).filter(Boolean),
      private_addresses: inside,
      ...(text("key") ? { key: text("key") } : {}),
    };
    setFailed("");
    try {
      await api.put("/sources/server", asked);
      say(i18n.t("Saved."));
      forget("sources");
    } catch (error) {
      setFailed(sentence(error));
    }
  };
  return (
    <Part title={i18n.t("Searching")} about={i18n.t("What agents search with when somebody asks for what is new, or for sources. What they look for is sent there.")}>
      {now.lacking && (
        <div className="mb-4">
          <Note kind="warn">{i18n.t("Nothing can be searched yet: choose a search engine, or give addresses of news feeds.")}</Note>
        </div>
      )}
      <form
        aria-label={i18n.t("Searching")}
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          void save(event.currentTarget);
        }}
      >
        <Choice
          label={i18n.t("Search engine")}
          value={engine}
          options={[
            ["none", i18n.t("None: news feeds and the folder only")],
            ["searxng", "SearXNG"],
            ["brave", "Brave Search"],
            ["tavily", "Tavily"],
          ]}
          onChange={(value) => setEngine(value as SearchView["engine"])}
        />
        {engine === "searxng" && (
          <Field
            label={i18n.t("Address")}
            name="address"
            type="url"
            dir="ltr"
            required
            defaultValue={now.address}
            placeholder="http://localhost:8888"
            note={i18n.t("It has to answer programs: json among search.formats in its settings.yml.")}
          />
        )}
        {(engine === "brave" || engine === "tavily") && (
          <Field
            label={i18n.t("Key")}
            name="key"
            type="password"
            dir="ltr"
            autoComplete="off"
            note={now.has_key && engine === now.engine ? i18n.t("One is kept. Empty leaves it as it is.") : undefined}
          />
        )}
        <div>
          <label htmlFor="feeds" className="mb-1 block text-13 font-medium">
            {i18n.t("News feeds, one address a line")}
          </label>
          <textarea id="feeds" name="feeds" dir="ltr" rows={6} spellCheck={false} className={`${INPUT} h-auto py-1.5 font-mono`} defaultValue={now.feeds.join("\n")} />
          <p className="mt-1 text-12 text-muted">{i18n.t("RSS or Atom; they are read when there is no search engine.")}</p>
        </div>
        <Tick label={i18n.t("Pages and feeds of this machine and its network may be opened")} checked={inside} onChange={setInside} />
        <p className="text-12 text-muted">
          {now.folder ? i18n.t("This folder of the server is searched, too: {folder}", { folder: now.folder }) : i18n.t("A folder named sources in the data folder would be searched, too.")}
        </p>
        {failed && <Note kind="danger">{failed}</Note>}
        <div>
          <Button type="submit">{i18n.t("Save")}</Button>
        </div>
      </form>
    </Part>
  );
}

/** A search with what is saved, to see what comes of it. */
function Try() {
  const [found, setFound] = useState<TriedSearchView | null>(null);
  const [busy, setBusy] = useState(false);
  const search = async (query: string) => {
    setBusy(true);
    try {
      setFound(await api.post<TriedSearchView>("/sources/try", { query }));
    } catch (error) {
      setFound({ message: sentence(error), hits: [] });
    }
    setBusy(false);
  };
  return (
    <Part title={i18n.t("Try it")}>
      <form
        aria-label={i18n.t("Try it")}
        className="flex items-end gap-2"
        onSubmit={(event) => {
          event.preventDefault();
          void search(String(new FormData(event.currentTarget).get("query") ?? ""));
        }}
      >
        <Field className="flex-1" label={i18n.t("Search for")} name="query" required maxLength={400} />
        <Button type="submit" disabled={busy}>
          {busy ? i18n.t("Searching…") : i18n.t("Search")}
        </Button>
      </form>
      {found && (
        <div className="mt-4" aria-live="polite">
          {found.message && <Note kind="warn">{found.message}</Note>}
          <ul className="space-y-2">
            {found.hits.map((hit) => (
              <li key={hit.url}>
                <p dir="auto" className="text-13 font-medium">
                  {hit.title}
                </p>
                <p dir="ltr" className="truncate text-start text-12 text-muted">
                  {hit.url}
                </p>
              </li>
            ))}
          </ul>
        </div>
      )}
    </Part>
  );
}
