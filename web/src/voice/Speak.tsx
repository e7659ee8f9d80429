/** Where words can be spoken into a field: nothing where no server transcribes, or where the browser cannot record. */
import { lazy, Suspense } from "react";
import { useModels } from "../data";

const Voice = lazy(() => import("./Voice"));

export interface SpeakProps {
  /** The words, to be put into the field and read before they are sent. */
  onText(text: string): void;
}

export function Speak(props: SpeakProps) {
  const on = useModels().data?.speech && "mediaDevices" in navigator && "MediaRecorder" in window;
  return on ? (
    <Suspense fallback={null}>
      <Voice {...props} />
    </Suspense>
  ) : null;
}

/** `text` with what was spoken after it. */
export const spoken = (text: string, words: string): string => (/\S$/.test(text) ? `${text} ${words}` : text + words);
