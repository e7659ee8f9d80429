/** Tools that a person makes from a few examples: describe, show three, read the function, try it, approve that very code. */
import { useQuery } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { api, sentence } from "../api";
import { forget } from "../data";
import { i18n } from "../i18n";
import { Part } from "../settings/Settings";
import { Button } from "../ui/button";
import { Area, Choice, Field, INPUT, Note } from "../ui/field";
import { sayError } from "../ui/toast";
import type { MadeApprovalIn, MadeExample, MadeFile, MadeToolIn, MadeToolView, MadeTried, MadeVersionView } from "../wire.gen";

const NOTHING: readonly MadeExample[] = Array.from({ length: 3 }, () => ({ given: "", wanted: "" }));

export function MadeTools() {
  const found = useQuery({ queryKey: ["made-tools"], queryFn: () => api.get<MadeToolView[]>("/made-tools") });
  const [making, setMaking] = useState(false);
  return (
    <Part
      title={i18n.t("Tools from examples")}
      about={i18n.t("Say what a tool does to a text and show it three times. A function is written and tested in the sandbox; agents use it once you have approved its code.")}
    >
      {found.isError && <Note kind="danger">{sentence(found.error)}</Note>}
      <div className="mb-4 grid grid-cols-1 gap-5 empty:hidden">
        {found.data?.map((tool) => <Made key={tool.id} tool={tool} />)}
      </div>
      {making ? (
        <NewTool onDone={() => setMaking(false)} />
      ) : (
        <Button kind="primary" onClick={() => setMaking(true)}>
          {i18n.t("New tool")}
        </Button>
      )}
    </Part>
  );
}

function NewTool({ onDone }: { onDone(): void }) {
  const [examples, setExamples] = useState(NOTHING);
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState("");
  const make = async (form: HTMLFormElement) => {
    const typed = new FormData(form);
    const body: MadeToolIn = {
      name: String(typed.get("name")).trim(),
      about: String(typed.get("about")).trim(),
      examples: examples.filter((each) => each.given || each.wanted),
    };
    setFailed("");
    setBusy(true);
    try {
      await api.post("/made-tools", body);
      forget("made-tools");
      onDone();
    } catch (error) {
      setFailed(sentence(error));
      forget("made-tools");
    } finally {
      setBusy(false);
    }
  };
  return (
    <form
      aria-label={i18n.t("New tool")}
      className="grid grid-cols-1 gap-3 rounded-lg border border-line bg-surface p-3"
      onSubmit={(event) => {
        event.preventDefault();
        void make(event.currentTarget);
      }}
    >
      <div className="flex flex-wrap gap-3">
        <Field label={i18n.t("Name")} name="name" required autoFocus maxLength={40} placeholder={i18n.t("phone format")} className="min-w-36 flex-1" />
        <Field label={i18n.t("What it does")} name="about" required maxLength={1000} placeholder={i18n.t("Writes a German phone number as +49 …")} className="min-w-56 flex-2" />
      </div>
      <Examples examples={examples} put={setExamples} />
      {failed && <Note kind="danger">{failed}</Note>}
      <div className="flex justify-end gap-2">
        <Button kind="muted" onClick={onDone}>
          {i18n.t("Cancel")}
        </Button>
        <Button kind="primary" type="submit" disabled={busy}>
          {busy ? i18n.t("Writing and testing…") : i18n.t("Write it")}
        </Button>
      </div>
    </form>
  );
}

function Examples({ examples, put }: { examples: readonly MadeExample[]; put(examples: readonly MadeExample[]): void }) {
  const side = (number: number, name: "given" | "wanted", label: string) => (
    <textarea
      dir="auto"
      rows={1}
      maxLength={2000}
      aria-label={`${label} ${number + 1}`}
      className={`${INPUT} block h-auto min-h-8 resize-y py-1.5 coarse:h-auto`}
      value={examples[number]?.[name] ?? ""}
      onChange={(event) => put(examples.map((each, at) => (at === number ? { ...each, [name]: event.target.value } : each)))}
    />
  );
  return (
    <div>
      <div className="grid grid-cols-2 gap-2 text-13">
        <span className="font-medium">{i18n.t("Given")}</span>
        <span className="font-medium">{i18n.t("Wanted")}</span>
        {examples.map((_, number) => (
          <div key={number} className="contents">
            {side(number, "given", i18n.t("Given"))}
            {side(number, "wanted", i18n.t("Wanted"))}
          </div>
        ))}
      </div>
      {examples.length < 20 && (
        <Button size="sm" kind="muted" className="mt-2" onClick={() => put([...examples, { given: "", wanted: "" }])}>
          {i18n.t("Another example")}
        </Button>
      )}
    </div>
  );
}

function Made({ tool }: { tool: MadeToolView }) {
  const [busy, setBusy] = useState(false);
  const [shown, setShown] = useState("");
  const [open, setOpen] = useState<"" | "code" | "examples">("");
  const path = `/made-tools/${encodeURIComponent(tool.id)}`;
  const versions = tool.versions;
  const version = versions.find((each) => each.print === shown) ?? versions.find((each) => each.print === tool.approved) ?? versions.at(-1);
  const run = (action: () => Promise<unknown>, newest = false) => {
    setBusy(true);
    void action()
      .then((made) => {
        forget("made-tools");
        setOpen("");
        if (newest) setShown((made as MadeToolView).versions.at(-1)?.print ?? "");
      }, sayError)
      .finally(() => setBusy(false));
  };
  const approve = (approved: boolean, print: string) => run(() => api.put(`${path}/approval`, { print, approved } satisfies MadeApprovalIn));
  return (
    <section aria-label={tool.name} className="rounded-lg border border-line bg-surface">
      <header className="flex flex-wrap items-center gap-2 border-b border-line px-3 py-2">
        <div className="min-w-0 flex-1">
          <h3 className="truncate font-medium">{tool.name}</h3>
          <p className="truncate text-12 text-muted">{tool.about}</p>
        </div>
        {version && (
          <Button size="sm" onClick={() => void save(path).catch(sayError)}>
            {i18n.t("Export")}
          </Button>
        )}
        <Button size="sm" kind="danger" disabled={busy} onClick={() => run(() => api.delete(path))}>
          {i18n.t("Delete")}
        </Button>
      </header>
      <div className="grid grid-cols-1 gap-3 p-3">
        {tool.problem && <Note kind="warn">{tool.problem}</Note>}
        {version && (
          <>
            <Version version={version} count={tool.examples.length} approved={version.print === tool.approved}>
              {version.print === tool.approved ? (
                <Button size="sm" disabled={busy} onClick={() => approve(false, version.print)}>
                  {i18n.t("Withdraw approval")}
                </Button>
              ) : (
                <Button size="sm" kind="primary" disabled={busy || !version.passed} onClick={() => approve(true, version.print)}>
                  {i18n.t("Approve this code")}
                </Button>
              )}
            </Version>
            <Trial path={path} print={version.print} />
          </>
        )}
        <div className="flex flex-wrap items-end gap-2">
          {versions.length > 1 && version && (
            <Choice
              label={i18n.t("Version")}
              hideLabel
              className="w-44"
              value={version.print}
              options={versions.map((each) => [each.print, i18n.t("Version {number}", { number: each.number }) + (each.print === tool.approved ? ` (${i18n.t("approved")})` : "")])}
              onChange={setShown}
            />
          )}
          <Button size="sm" kind="quiet" onClick={() => setOpen(open === "examples" ? "" : "examples")}>
            {i18n.t("Change the examples")}
          </Button>
          <Button size="sm" kind="quiet" onClick={() => setOpen(open === "code" ? "" : "code")}>
            {version ? i18n.t("Edit the code") : i18n.t("Write the function yourself")}
          </Button>
        </div>
        {open === "code" && <Code start={version?.code ?? START} busy={busy} save={(code) => run(() => api.post(`${path}/versions`, { code }), true)} />}
        {open === "examples" && <Again start={tool.examples} busy={busy} write={(examples) => run(() => api.post(`${path}/write`, { examples }), true)} />}
      </div>
    </section>
  );
}

const START = "def run(text: str) -> str:\n    return text\n";

function Version(props: { version: MadeVersionView; count: number; approved: boolean; children: ReactNode }) {
  const { version } = props;
  const by = {
    examples: i18n.t("Learned from your examples, by search. Learned again without each of them, {right} of {count} came out right.", { right: version.predicted, count: props.count }),
    model: i18n.t("Written by {name}.", { name: version.model }),
    person: i18n.t("Written by you."),
  }[version.by];
  return (
    <div>
      <pre tabIndex={0} dir="ltr" className="max-h-80 overflow-auto rounded-md bg-bg p-2 text-start font-mono text-12">
        {version.code}
      </pre>
      <p className="mt-2 text-13 whitespace-pre-line">
        <strong className={version.passed ? "font-medium text-ok" : "font-medium text-danger"}>{version.passed ? i18n.t("Tests pass.") : i18n.t("Tests fail.")}</strong> {version.told}
      </p>
      <p className="text-12 text-muted">{by}</p>
      <div className="mt-2 flex items-center gap-3 text-13">
        {props.children}
        {props.approved && <span>{i18n.t("Approved: your agents can use it.")}</span>}
      </div>
    </div>
  );
}

function Trial({ path, print }: { path: string; print: string }) {
  const [text, setText] = useState("");
  const [tried, setTried] = useState<MadeTried | null>(null);
  const go = () => void api.post<MadeTried>(`${path}/try`, { print, text }).then(setTried, sayError);
  return (
    <div>
      <div className="flex items-end gap-2">
        <Area label={i18n.t("Try it on")} rows={1} maxLength={100_000} value={text} className="flex-1" onChange={(event) => setText(event.target.value)} />
        <Button disabled={!text} onClick={go}>
          {i18n.t("Try")}
        </Button>
      </div>
      {tried && (
        <output dir="auto" className="mt-2 block rounded-md bg-sunken px-2.5 py-1.5 text-13 break-words whitespace-pre-wrap">
          {tried.ok ? tried.text : `${i18n.t("It failed on this text.")} ${tried.text}`}
        </output>
      )}
    </div>
  );
}

function Code({ start, busy, save }: { start: string; busy: boolean; save(code: string): void }) {
  const [code, setCode] = useState(start);
  return (
    <div className="grid justify-items-end gap-2">
      <Area
        label={i18n.t("Code")}
        dir="ltr"
        rows={8}
        maxLength={40_000}
        spellCheck={false}
        value={code}
        className="w-full"
        style={{ fontFamily: "var(--font-mono)" }}
        note={i18n.t("It defines run(text), which returns a text. It has no network and no files. Saved as a new version, and tested.")}
        onChange={(event) => setCode(event.target.value)}
      />
      <Button disabled={busy || !code.trim()} onClick={() => save(code)}>
        {i18n.t("Save and test")}
      </Button>
    </div>
  );
}

function Again({ start, busy, write }: { start: readonly MadeExample[]; busy: boolean; write(examples: readonly MadeExample[]): void }) {
  const [examples, setExamples] = useState(start);
  return (
    <div className="grid justify-items-end gap-2">
      <div className="w-full">
        <Examples examples={examples} put={setExamples} />
      </div>
      <Button disabled={busy} onClick={() => write(examples.filter((each) => each.given || each.wanted))}>
        {i18n.t("Write it again")}
      </Button>
    </div>
  );
}

/** The tool as a Python file. */
async function save(path: string): Promise<void> {
  const file = await api.get<MadeFile>(`${path}/file`);
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([file.text], { type: "text/x-python" }));
  link.download = file.name;
  link.click();
  URL.revokeObjectURL(link.href);
}
