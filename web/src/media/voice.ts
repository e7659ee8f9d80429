/** Who speaks: a voice of the server, or one of the browser. One sentence at a time; it ends when it was heard or ended. */

export interface Said {
  readonly words: string;
  readonly language: string;
  readonly speed: number;
}

export interface Voice {
  readonly id: string;
  readonly name: string;
  /** Ends when the words were said; rejects where they cannot be. Aborting ends it at once, without an error. */
  say(line: Said & { readonly start: number }, signal: AbortSignal): Promise<void>;
  /** Makes ready what comes next. */
  prepare?(line: { readonly start: number; readonly language: string }): void;
}

export const soundOf = (canvas: string, start: number, language: string) =>
  `/api/canvases/${canvas}/script/sound?start=${start}&language=${language}`;

export function serverVoice(canvas: string, name: string): Voice {
  const ready = new Map<string, HTMLAudioElement>();
  const audio = (start: number, language: string) => {
    const from = soundOf(canvas, start, language);
    const found = ready.get(from) ?? new Audio(from);
    found.preload = "auto";
    ready.set(from, found);
    const [first] = ready.keys();
    if (ready.size > 6 && first) ready.delete(first);
    return found;
  };
  return {
    id: "server",
    name,
    prepare: ({ start, language }) => void audio(start, language),
    say: ({ start, language, speed }, signal) =>
      new Promise((done, fail) => {
        const sound = audio(start, language);
        const end = () => {
          signal.removeEventListener("abort", stop);
          sound.onended = sound.onerror = null;
        };
        const stop = () => {
          end();
          sound.pause();
          done();
        };
        if (signal.aborted) return done();
        signal.addEventListener("abort", stop);
        sound.onended = () => (end(), done());
        sound.onerror = () => {
          end();
          ready.delete(soundOf(canvas, start, language));
          fail(new Error("sound"));
        };
        sound.currentTime = 0;
        sound.playbackRate = speed;
        sound.play().catch((error: unknown) => {
          if (!signal.aborted) (end(), fail(error));
        });
      }),
  };
}

export function browserVoices(): Voice[] {
  if (!("speechSynthesis" in window)) return [];
  return speechSynthesis.getVoices().map((voice) => ({
    id: voice.voiceURI,
    name: voice.name,
    say: ({ words, speed }, signal) =>
      new Promise((done, fail) => {
        if (signal.aborted) return done();
        const said = new SpeechSynthesisUtterance(words);
        said.voice = voice;
        said.lang = voice.lang;
        said.rate = speed;
        const stop = () => {
          said.onend = said.onerror = null;
          speechSynthesis.cancel();
          done();
        };
        signal.addEventListener("abort", stop, { once: true });
        said.onend = () => done();
        said.onerror = () => fail(new Error("voice"));
        speechSynthesis.speak(said);
      }),
  }));
}
