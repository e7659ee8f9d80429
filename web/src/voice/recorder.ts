/** A recording of the microphone in the browser's own kind of sound. The microphone is let go of when it ends. */

export interface Recording {
  /** What was recorded; null when `signal` ended it. */
  readonly sound: Promise<Blob | null>;
  stop(): void;
}

const BITS_PER_S = 32_000;

/** Begins once the person allows it. Rejects with what the browser says when there is no microphone to be had. */
export async function record(signal: AbortSignal): Promise<Recording> {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  const release = () => stream.getTracks().forEach((track) => track.stop());
  try {
    const recorder = new MediaRecorder(stream, { audioBitsPerSecond: BITS_PER_S });
    const pieces: Blob[] = [];
    const stop = () => recorder.state !== "inactive" && recorder.stop();
    const sound = new Promise<Blob | null>((resolve) => {
      recorder.ondataavailable = ({ data }) => pieces.push(data);
      recorder.onstop = () => {
        release();
        resolve(signal.aborted ? null : new Blob(pieces, { type: recorder.mimeType }));
      };
    });
    recorder.start();
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop);
    return { sound, stop };
  } catch (error) {
    release();
    throw error;
  }
}
