/**
 * The microphone beside a field: it records, shows for how long, and has what was said written into the field. Esc
 * throws it away. Where that fails the recording stays, to be tried again.
 */
import { Mic, RotateCcw, Square, X } from "lucide-react";
import { useCallback, useEffect, useRef, useState } from "react";
import { api, sentence } from "../api";
import { i18n } from "../i18n";
import { Button, IconButton } from "../ui/button";
import { say } from "../ui/toast";
import type { TranscriptView } from "../wire.gen";
import { record } from "./recorder";
import type { SpeakProps } from "./Speak";

const LONGEST_S = 300;

type Stage =
  | { readonly at: "idle" | "asking" | "writing" }
  | { readonly at: "recording"; stop(): void }
  | { readonly at: "failed"; readonly sound: Blob };

export default function Voice({ onText }: SpeakProps) {
  const [stage, setStage] = useState<Stage>({ at: "idle" });
  const going = useRef<AbortController | null>(null);
  const button = useRef<HTMLButtonElement>(null);
  const idle = stage.at === "idle";

  const cancel = useCallback(() => {
    going.current?.abort();
    setStage({ at: "idle" });
    requestAnimationFrame(() => button.current?.focus());
  }, []);
  useEffect(() => () => going.current?.abort(), []);
  useEffect(() => {
    if (idle) return;
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      event.stopPropagation();
      cancel();
    };
    addEventListener("keydown", onKey, true);
    return () => removeEventListener("keydown", onKey, true);
  }, [idle, cancel]);

  const begin = async () => {
    const mine = (going.current = new AbortController());
    setStage({ at: "asking" });
    try {
      const recording = await record(mine.signal);
      if (!mine.signal.aborted) setStage({ at: "recording", stop: recording.stop });
      const sound = await recording.sound;
      if (sound) await write(sound, mine.signal);
    } catch (error) {
      if (mine.signal.aborted) return;
      say(refusal(error));
      cancel();
    }
  };
  const write = async (sound: Blob, signal: AbortSignal) => {
    setStage({ at: "writing" });
    try {
      const { text } = await api.post<TranscriptView>("/transcribe", sound);
      if (signal.aborted) return;
      if (!text) {
        say(i18n.t("No words were heard. Speak closer to the microphone, and try again."));
        return cancel();
      }
      setStage({ at: "idle" });
      onText(text);
    } catch (error) {
      if (signal.aborted) return;
      say(sentence(error));
      setStage({ at: "failed", sound });
    }
  };

  if (idle)
    return (
      <IconButton ref={button} label={i18n.t("Speak")} side="top" className="size-8" onClick={() => void begin()}>
        <Mic size={16} />
      </IconButton>
    );
  return (
    <span role="group" aria-label={i18n.t("Spoken words")} className="flex h-8 shrink-0 items-center gap-1.5 text-13 coarse:h-11">
      <span role="status" className={stage.at === "recording" ? "sr-only" : "truncate text-muted"}>
        {stage.at === "asking" && i18n.t("Waiting for the microphone…")}
        {stage.at === "recording" && i18n.t("Recording")}
        {stage.at === "writing" && i18n.t("Writing it down…")}
        {stage.at === "failed" && i18n.t("Kept, not written down.")}
      </span>
      {stage.at === "recording" && (
        <>
          <Elapsed onEnd={stage.stop} />
          <Button size="sm" autoFocus aria-label={i18n.t("Stop recording")} onClick={stage.stop}>
            <Square size={10} fill="currentColor" /> {i18n.t("Stop")}
          </Button>
        </>
      )}
      {stage.at === "failed" && (
        <Button size="sm" autoFocus onClick={() => void write(stage.sound, (going.current = new AbortController()).signal)}>
          <RotateCcw size={12} /> {i18n.t("Try again")}
        </Button>
      )}
      <IconButton label={stage.at === "failed" ? i18n.t("Throw the recording away") : i18n.t("Cancel")} keys="Esc" side="top" onClick={cancel}>
        <X size={14} />
      </IconButton>
    </span>
  );
}

/** How long it has been recording, as 0:07; `onEnd` when that is as long as it may. */
function Elapsed({ onEnd }: { onEnd(): void }) {
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    const from = performance.now();
    const timer = setInterval(() => setSeconds(Math.floor((performance.now() - from) / 1000)), 250);
    return () => clearInterval(timer);
  }, []);
  const over = seconds >= LONGEST_S;
  useEffect(() => {
    if (!over) return;
    say(i18n.t("A recording ends after five minutes."));
    onEnd();
  }, [over, onEnd]);
  return (
    <>
      <span aria-hidden className="size-2 rounded-full bg-danger animate-breathe" />
      <span role="timer" aria-label={i18n.t("Recorded")} className="tabular-nums">
        {Math.floor(seconds / 60)}:{String(seconds % 60).padStart(2, "0")}
      </span>
    </>
  );
}

/** What the browser says about the microphone, in words a person can act on. */
function refusal(error: unknown): string {
  switch (error instanceof DOMException ? error.name : "") {
    case "NotAllowedError":
      return i18n.t("The microphone is blocked for this page. Allow it in the browser, beside the address, and try again.");
    case "NotFoundError":
      return i18n.t("No microphone was found. Connect one and try again.");
    case "NotReadableError":
      return i18n.t("The microphone could not be used; another program may have it. Close that and try again.");
    default:
      return i18n.t("Nothing could be recorded: {why}", { why: sentence(error) });
  }
}
