/** The page read aloud: the sentence that is heard is lit, keys go through it, and the whole is saved as an audiobook. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { BookAudio, ChevronLeft, ChevronRight, Pause, Play, TextCursorInput } from "lucide-react";
import { useEffect, useMemo, useRef, useState, type KeyboardEvent } from "react";
import { api, sentence } from "../api";
import { i18n } from "../i18n";
import type { Canvas } from "../room/state";
import { download } from "../shell/TopBar";
import { Button, IconButton } from "../ui/button";
import { cx } from "../ui/cx";
import { Choice, Note } from "../ui/field";
import { sayError } from "../ui/toast";
import type { ScriptView, SpokenLine } from "../wire.gen";
import { showPassage } from "./passage";
import { browserVoices, serverVoice, soundOf, type Voice } from "./voice";

const SPEEDS = [0.75, 1, 1.25, 1.5, 1.75, 2] as const;
const LANGUAGES = [["en", "English"], ["de", "Deutsch"], ["es", "Español"], ["fr", "Français"], ["it", "Italiano"]] as const;
const LETTERS = 60_000;

export default function Aloud({ canvas }: { canvas: Canvas }) {
  const script = useQuery({
    queryKey: ["script", canvas.id],
    queryFn: () => api.get<ScriptView>(`/canvases/${canvas.id}/script`),
    placeholderData: keepPreviousData,
    staleTime: 0,
  });
  if (script.isError) return <p className="p-6 text-13 text-danger">{sentence(script.error)}</p>;
  if (!script.data) return <div aria-hidden className="skeleton m-6 h-40 max-w-xl animate-skeleton" />;
  if (script.data.chapters.length === 0) return <p className="p-8 text-14 text-muted">{i18n.t("There is nothing to read aloud on this page yet.")}</p>;
  return <Reading canvas={canvas} script={script.data} again={() => void script.refetch()} />;
}

function Reading({ canvas, script, again }: { canvas: Canvas; script: ScriptView; again(): void }) {
  const lines = useMemo(() => script.chapters.flatMap((chapter) => chapter.lines), [script]);
  const [language, setLanguage] = useState(script.language);
  const [speed, setSpeed] = useState(1);
  const voices = useVoices(canvas.id, script);
  const [chosen, choose] = useState("");
  const voice = voices.find((each) => each.id === chosen) ?? voices[0];
  const player = usePlayer(lines, voice, language, speed, again);
  const panel = useRef<HTMLDivElement>(null);
  useEffect(() => void panel.current?.focus(), []);
  useEffect(() => {
    void panel.current?.querySelector('[aria-current="true"]')?.scrollIntoView({ block: "center" });
  }, [player.at]);
  const faster = (by: number) => setSpeed(SPEEDS[Math.max(0, Math.min(SPEEDS.length - 1, SPEEDS.indexOf(speed as 1) + by))] ?? 1);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || (event.target as Element).closest("select, input, button:not([data-line])")) return;
    const does: Record<string, () => void> = {
      " ": player.toggle,
      ArrowRight: () => player.go(player.at + 1),
      ArrowLeft: () => player.go(player.at - 1),
      "+": () => faster(1),
      "-": () => faster(-1),
    };
    const found = does[event.key];
    if (!found) return;
    event.preventDefault();
    found();
  };
  let number = -1;
  return (
    <div ref={panel} tabIndex={-1} className="flex min-h-0 flex-1 flex-col outline-none" onKeyDown={onKeyDown}>
      <div className="flex flex-wrap items-center gap-1 border-b border-line px-3 py-2">
        <IconButton label={i18n.t("Sentence before")} keys="←" disabled={player.at === 0} onClick={() => player.go(player.at - 1)}>
          <ChevronLeft size={16} className="rtl:-scale-x-100" />
        </IconButton>
        <Button kind="primary" disabled={!voice} onClick={player.toggle} aria-keyshortcuts="Space">
          {player.playing ? <Pause size={14} /> : <Play size={14} />} {player.playing ? i18n.t("Pause") : i18n.t("Read aloud")}
        </Button>
        <IconButton label={i18n.t("Next sentence")} keys="→" disabled={player.at >= lines.length - 1} onClick={() => player.go(player.at + 1)}>
          <ChevronRight size={16} className="rtl:-scale-x-100" />
        </IconButton>
        <IconButton label={i18n.t("Show its passage")} onClick={() => lines[player.at] && showPassage(lines[player.at]!.start, lines[player.at]!.end)}>
          <TextCursorInput size={15} />
        </IconButton>
        <Choice label={i18n.t("Speed")} hideLabel className="w-20" value={String(speed)} options={SPEEDS.map((each) => [String(each), `${each}×`] as const)} onChange={(to) => setSpeed(Number(to))} />
        {voices.length > 1 && (
          <Choice label={i18n.t("Voice")} hideLabel className="w-40" value={voice?.id ?? ""} options={voices.map((each) => [each.id, each.name] as const)} onChange={choose} />
        )}
        {voice?.id === "server" && (
          <Choice label={i18n.t("Language of the voice")} hideLabel className="w-28" value={language} options={LANGUAGES} onChange={setLanguage} />
        )}
        <span className="flex-1" />
        {script.engine && <Book canvas={canvas} script={script} language={language} />}
      </div>
      {!voice && (
        <div className="p-4">
          <Note kind="warn">
            {i18n.t("Neither this browser nor the server has a voice. An administrator installs one with pip install gesso[voices], or the program espeak-ng.")}
          </Note>
        </div>
      )}
      {player.failed && (
        <div className="p-4">
          <Note kind="danger">{i18n.t("This sentence could not be spoken. Choose another voice, or go on with the next.")}</Note>
        </div>
      )}
      <div className="min-h-0 flex-1 overflow-y-auto px-4 py-6">
        <div className="mx-auto max-w-2xl font-serif text-18" dir="auto">
          {script.speakers.length > 0 && (
            <p className="mb-4 font-[family-name:var(--font-ui)] text-12 text-muted">
              {i18n.t("Voices: narrator, {names}", { names: script.speakers.join(", ") })}
            </p>
          )}
          {script.chapters.map((chapter, at) => (
            <section key={at} aria-label={chapter.title} className="mb-6">
              {chapter.lines.map((line) => {
                number += 1;
                const here = number;
                const now = here === player.at;
                return (
                  <button
                    key={line.start}
                    type="button"
                    data-line={here}
                    tabIndex={now ? 0 : -1}
                    aria-current={now}
                    title={line.speaker || undefined}
                    onClick={() => (player.go(here), panel.current?.focus())}
                    className={cx("spoken inline rounded-sm text-start", now && "now", line.words === chapter.title && "title")}
                  >
                    {line.words}{" "}
                  </button>
                );
              })}
            </section>
          ))}
          {script.silent.length > 0 && (
            <p className="font-[family-name:var(--font-ui)] text-12 text-muted">
              {i18n.t("Not read: {what}", { what: script.silent.map((item) => (item.count > 1 ? `${item.what} (${item.count}×)` : item.what)).join(", ") })}
            </p>
          )}
        </div>
      </div>
    </div>
  );
}

/** The voices there are; those of the browser may come late. */
function useVoices(canvas: string, script: ScriptView): Voice[] {
  const [found, setFound] = useState(browserVoices);
  useEffect(() => {
    if (!("speechSynthesis" in window)) return;
    const look = () => setFound(browserVoices());
    speechSynthesis.addEventListener("voiceschanged", look);
    return () => speechSynthesis.removeEventListener("voiceschanged", look);
  }, []);
  return useMemo(() => {
    const own = script.engine ? [serverVoice(canvas, i18n.t("Voice of the server"))] : [];
    return [...own, ...found];
  }, [canvas, script.engine, found]);
}

/** Says one line after the other from `at`; going elsewhere or another voice ends what is being said. */
function usePlayer(lines: readonly SpokenLine[], voice: Voice | undefined, language: string, speed: number, again: () => void) {
  const [at, setAt] = useState(0);
  const [playing, setPlaying] = useState(false);
  const [failed, setFailed] = useState(false);
  const line = lines[at];
  useEffect(() => {
    if (!playing || !voice || !line) return;
    const end = new AbortController();
    const next = lines[at + 1];
    setFailed(false);
    if (next) voice.prepare?.({ start: next.start, language });
    voice.say({ start: line.start, words: line.words, language, speed }, end.signal).then(
      () => {
        if (end.signal.aborted) return;
        if (at + 1 < lines.length) setAt(at + 1);
        else setPlaying(false);
      },
      () => {
        if (end.signal.aborted) return;
        setPlaying(false);
        setFailed(true);
        again();
      },
    );
    return () => end.abort();
    // `again` is new with every drawing and says the same.
  }, [playing, at, voice, language, speed, line, lines]);
  return {
    at,
    playing,
    failed,
    toggle: () => setPlaying((now) => !now),
    go: (to: number) => setAt(Math.max(0, Math.min(lines.length - 1, to))),
  };
}

/** Has every sentence spoken, which is kept, and then saves the file; a long page chapter by chapter. */
function Book({ canvas, script, language }: { canvas: Canvas; script: ScriptView; language: string }) {
  const [done, setDone] = useState<number | null>(null);
  const long = script.chapters.flatMap((each) => each.lines).reduce((sum, line) => sum + line.words.length, 0) > LETTERS;
  const [chapter, setChapter] = useState(long ? "0" : "");
  const lines = chapter === "" ? script.chapters.flatMap((each) => each.lines) : (script.chapters[Number(chapter)]?.lines ?? []);
  const [format, setFormat] = useState(script.mp3 ? "mp3" : "wav");
  const stop = useRef(new AbortController());
  useEffect(() => () => stop.current.abort(), []);
  const save = async () => {
    try {
      for (const [at, line] of lines.entries()) {
        setDone(at);
        const answer = await fetch(soundOf(canvas.id, line.start, language), { signal: stop.current.signal });
        if (answer.status === 429) await new Promise((go) => setTimeout(go, 5000));
        else if (!answer.ok) throw new Error(i18n.t("This could not be spoken. Read it aloud once to see why, then save it."));
      }
      const part = chapter === "" ? "" : `&chapter=${chapter}`;
      download(`/api/canvases/${canvas.id}/audiobook?language=${language}&format=${format}${part}`);
    } catch (error) {
      if (!stop.current.signal.aborted) sayError(error);
    }
    setDone(null);
  };
  const chapters = script.chapters.map((each, at) => [String(at), each.title] as const);
  return (
    <>
      {chapters.length > 1 && (
        <Choice label={i18n.t("What is saved")} hideLabel className="w-36" value={chapter} options={long ? chapters : [["", i18n.t("All of it")], ...chapters]} onChange={setChapter} />
      )}
      <Choice
        label={i18n.t("Kind of file")}
        hideLabel
        className="w-32"
        value={format}
        options={[...(script.mp3 ? [["mp3", i18n.t("MP3, chapters")] as const] : []), ["wav", i18n.t("WAV, chapters")], ["vtt", i18n.t("Transcript")]]}
        onChange={setFormat}
      />
      <Button disabled={done !== null} onClick={() => void save()}>
        <BookAudio size={14} />
        {done === null ? i18n.t("Save the audiobook") : i18n.t("Speaking {done} of {all}", { done: done + 1, all: lines.length })}
      </Button>
    </>
  );
}
