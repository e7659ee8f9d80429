/**
 * Lenses made on the fly: said in words, made by a model or from ready lists, tried on three scenes with what it costs,
 * kept on the shelf of the server, edited, copied, shared in the workspace, and run.
 */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, sentence } from "../api";
import { forget } from "../data";
import { useModelNow } from "../chat/ModelMenu";
import { i18n } from "../i18n";
import { useDesk } from "../room/desk";
import { Button } from "../ui/button";
import { Field } from "../ui/field";
import { say, sayError } from "../ui/toast";
import type { LensDraftView, LensRunView, MadeLensView, Spec } from "../wire.gen";
import { Scenes } from "./Scenes";

const SHELF = "made:";
const WORDS = "words:";
const PREVIEWED = 3;
const ALL = 60;

export const isMade = (lens: string): boolean => lens.startsWith(WORDS) || lens.startsWith(SHELF);

const EMPTY: Spec = { title: "", words: [], instruction: "", low: "none of it", high: "as much as can be", view: "bands", wishes: [] };

/** A lens that is its name (`words:TITLE:word,word`), as agents and the terminal write it. */
export function specOf(name: string): Spec {
  const [title = "", ...words] = name.slice(WORDS.length).split(":");
  return { ...EMPTY, title, words: listed(words.join(":")) };
}

const listed = (words: string): string[] => words.split(",").map((word) => word.trim()).filter(Boolean);

const useShelf = () => useQuery({ queryKey: ["lens-shelf"], queryFn: () => api.get<MadeLensView[]>("/lens-shelf") });
const changed = () => (forget("lens-shelf"), forget("lenses"), forget("lens"));

/** What can be done with the made lens that is open. */
export function Made({ canvas, lens, able }: { canvas: string; lens: string; able: boolean }) {
  const row = useShelf().data?.find((each) => each.name === lens);
  const [editing, setEditing] = useState(false);
  const openLens = useDesk((desk) => desk.openLens);
  const last = row?.versions.at(-1);
  const spec = last?.spec ?? (lens.startsWith(WORDS) ? specOf(lens) : null);
  if (!spec) return null;
  const done = (made: MadeLensView | undefined) => (changed(), setEditing(false), made && openLens(made.name));
  if (editing) {
    return <Edit canvas={canvas} spec={spec} model={last?.model ?? ""} kept={row?.own ? row : null} able={able} onKept={done} onCancel={() => setEditing(false)} />;
  }
  const act = (job: Promise<MadeLensView | void>, words: string) => void job.then((made) => (done(made ?? undefined), say(words)), sayError);
  return (
    <div className="mt-2">
      <p className="text-12 text-muted">
        {spec.instruction || (spec.words.length > 0 ? i18n.t("Counts: {words}", { words: spec.words.join(", ") }) : i18n.t("Counts the words of a ready list."))}
        {row && !row.own && ` · ${i18n.t("shared by {name}", { name: row.by })}`}
        {row?.own && row.versions.length > 1 && ` · ${i18n.t("version {number}", { number: last?.number ?? 1 })}`}
      </p>
      {spec.instruction !== "" && able && <Run canvas={canvas} lens={lens} />}
      <div className="mt-1 flex flex-wrap items-center gap-1">
        {(row?.own || !row) && (
          <Button size="sm" kind="quiet" onClick={() => setEditing(true)}>
            {row ? i18n.t("Edit the lens") : i18n.t("Edit and keep it")}
          </Button>
        )}
        {row && (
          <Button size="sm" kind="quiet" onClick={() => act(api.post<MadeLensView>(`/lens-shelf/${row.id}/copy`), i18n.t("This copy is yours."))}>
            {i18n.t("Make a copy")}
          </Button>
        )}
        {row?.own && (
          <Button
            size="sm"
            kind="quiet"
            aria-pressed={row.shared}
            onClick={() => act(api.put<MadeLensView>(`/lens-shelf/${row.id}/sharing`, { shared: !row.shared }), row.shared ? i18n.t("Only you see it now.") : i18n.t("Everybody of this workspace can use it now."))}
          >
            {row.shared ? i18n.t("Stop sharing") : i18n.t("Share in the workspace")}
          </Button>
        )}
        {row?.own && (
          <Button size="sm" kind="quiet" onClick={() => act(api.delete(`/lens-shelf/${row.id}`).then(() => openLens("outline")), i18n.t("It is off the shelf."))}>
            {i18n.t("Take it off the shelf")}
          </Button>
        )}
      </div>
    </div>
  );
}

/** What reading the rest would take, and a button that does it. */
function Run({ canvas, lens }: { canvas: string; lens: string }) {
  const path = `/canvases/${canvas}/lens-runs/${encodeURIComponent(lens)}`;
  const { data, error, refetch } = useQuery({ queryKey: ["lens-run", canvas, lens], queryFn: () => api.post<LensRunView>(path, { most: 0 }), staleTime: 0 });
  const [busy, setBusy] = useState(false);
  const run = async () => {
    setBusy(true);
    try {
      const done = await api.post<LensRunView>(path, { most: ALL });
      if (done.problem) say(done.problem);
      forget("lens");
      await refetch();
    } catch (failed) {
      sayError(failed);
    }
    setBusy(false);
  };
  if (error) return <p role="status" className="mt-1 text-12 text-warn">{sentence(error)}</p>;
  if (!data || data.left === 0) return null;
  return (
    <Button size="sm" className="mt-1" disabled={busy} onClick={() => void run()}>
      {busy ? i18n.t("Reading…") : i18n.t("Read {count} scenes ({cost})", { count: data.left, cost: costs(data.left_in + data.left_out, data.left_cost) })}
    </Button>
  );
}

function costs(tokens: number, usd: number | null): string {
  if (tokens === 0) return i18n.t("free");
  const words = i18n.t("about {tokens} tokens", { tokens: tokens.toLocaleString() });
  return usd === null ? words : `${words}, $${usd < 0.01 ? usd.toFixed(4) : usd.toFixed(2)}`;
}

/** From a wish to a lens: say it, and it is made; it is edited and tried before it is kept. */
export function Make({ canvas, onDone }: { canvas: string; onDone: () => void }) {
  const model = useModelNow();
  const openLens = useDesk((desk) => desk.openLens);
  const [wish, setWish] = useState("");
  const [wrong, setWrong] = useState("");
  const [busy, setBusy] = useState(false);
  const [spec, setSpec] = useState<Spec | null>(null);
  const make = async () => {
    setBusy(true);
    setWrong("");
    try {
      setSpec(wish.startsWith(WORDS) ? specOf(wish) : (await api.post<LensDraftView>("/lens-shelf/drafts", { wish, model: model?.id ?? "" })).spec);
    } catch (failed) {
      setWrong(sentence(failed));
    }
    setBusy(false);
  };
  if (spec) {
    return <Edit canvas={canvas} spec={spec} model={model?.id ?? ""} kept={null} able onKept={(made) => (changed(), onDone(), openLens(made.name))} onCancel={() => setSpec(null)} />;
  }
  return (
    <form
      className="mt-2 space-y-3 rounded-lg border border-line bg-surface p-3"
      onSubmit={(event) => {
        event.preventDefault();
        void make();
      }}
    >
      <Field
        label={i18n.t("What do you want to see?")}
        placeholder={i18n.t("A slider for how frightening each scene is")}
        value={wish}
        maxLength={600}
        autoFocus
        error={wrong || undefined}
        onChange={(event) => setWish(event.target.value)}
      />
      <div className="flex flex-wrap justify-end gap-2">
        <Button size="sm" kind="quiet" onClick={onDone}>
          {i18n.t("Cancel")}
        </Button>
        {wrong && (
          <Button size="sm" onClick={() => setSpec({ ...EMPTY, title: wish.replaceAll(":", " ").slice(0, 80) })}>
            {i18n.t("Name the words myself")}
          </Button>
        )}
        <Button size="sm" type="submit" kind="primary" disabled={!wish.trim() || busy}>
          {busy ? i18n.t("Making it…") : i18n.t("Make it")}
        </Button>
      </div>
    </form>
  );
}

interface EditProps {
  readonly canvas: string;
  readonly spec: Spec;
  readonly model: string;
  /** The lens of the shelf that gets another version; null makes a new one. */
  readonly kept: MadeLensView | null;
  readonly able: boolean;
  onKept(made: MadeLensView): void;
  onCancel(): void;
}

function Edit({ canvas, spec: before, model, kept, able, onKept, onCancel }: EditProps) {
  const [spec, setSpec] = useState(before);
  const [words, setWords] = useState(before.words.join(", "));
  const [shown, setShown] = useState<LensRunView | null>(null);
  const [wrong, setWrong] = useState("");
  const [busy, setBusy] = useState(false);
  const now = { ...spec, title: spec.title.trim(), words: listed(words) };
  const set = (change: Partial<Spec>) => (setSpec({ ...spec, ...change }), setShown(null));
  const attempt = async (job: () => Promise<void>) => {
    setBusy(true);
    setWrong("");
    try {
      await job();
    } catch (failed) {
      setWrong(sentence(failed));
    }
    setBusy(false);
  };
  const test = () => attempt(async () => setShown(await api.post<LensRunView>(`/canvases/${canvas}/lens-runs/draft`, { spec: now, model, most: PREVIEWED })));
  const keep = () =>
    attempt(async () => onKept(kept ? await api.put<MadeLensView>(`/lens-shelf/${kept.id}`, { spec: now, model }) : await api.post<MadeLensView>("/lens-shelf", { spec: now, model })));
  return (
    <form
      aria-label={i18n.t("The lens")}
      className="mt-2 space-y-3 rounded-lg border border-line bg-surface p-3"
      onSubmit={(event) => {
        event.preventDefault();
        void test();
      }}
    >
      <Field label={i18n.t("Name")} value={spec.title} maxLength={80} autoFocus onChange={(event) => set({ title: event.target.value })} />
      <Field
        label={i18n.t("What a model is asked of each scene")}
        note={i18n.t("Left empty, no model is asked: the words below are counted, which costs nothing.")}
        value={spec.instruction}
        maxLength={1_000}
        onChange={(event) => set({ instruction: event.target.value })}
      />
      <Field
        label={i18n.t("Words that tell it")}
        note={i18n.t("With commas between them; scream* also finds screamed. Left empty, a ready list is taken where there is one.")}
        value={words}
        maxLength={2_000}
        onChange={(event) => (setWords(event.target.value), setShown(null))}
      />
      {wrong && <p role="alert" className="text-13 text-danger">{wrong}</p>}
      {shown && (
        <div role="status">
          <Scenes view={shown.found.view} most={PREVIEWED} />
          <p className="mt-1 text-11 text-muted">
            {shown.tokens_in + shown.tokens_out === 0
              ? i18n.t("It cost nothing.")
              : i18n.t("These scenes took {cost}.", { cost: costs(shown.tokens_in + shown.tokens_out, shown.cost) })}
            {shown.left > 0 && ` ${i18n.t("The other {count} would take {cost}.", { count: shown.left, cost: costs(shown.left_in + shown.left_out, shown.left_cost) })}`}
            {shown.problem && ` ${shown.problem}`}
          </p>
        </div>
      )}
      <div className="flex flex-wrap justify-end gap-2">
        <Button size="sm" kind="quiet" onClick={onCancel}>
          {i18n.t("Cancel")}
        </Button>
        <Button size="sm" type="submit" kind={shown ? "plain" : "primary"} disabled={!now.title || busy || !able}>
          {busy ? i18n.t("Trying…") : i18n.t("Try it on three scenes")}
        </Button>
        <Button size="sm" kind={shown ? "primary" : "plain"} disabled={!now.title || busy} onClick={() => void keep()}>
          {kept ? i18n.t("Keep this version") : i18n.t("Keep it")}
        </Button>
      </div>
    </form>
  );
}
