/** Asks the search worker one question at a time. A newer question takes the place of an older; one that takes too long
 * costs the worker its life, not the page. */

import type { Found, Query } from "./searchEngine";
import type { Question } from "./searchWorker";

const TOO_LONG_MS = 1_500;

export type Answer = Found | "too long";

export class SearchRunner {
  private worker: Worker | null = null;
  private asked = 0;
  private settle: ((answer: Answer | null) => void) | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** What was found; null when a newer question came first. */
  ask(text: string, query: Query, from: number, to: number): Promise<Answer | null> {
    // The thread may still be at an older question: it cannot be interrupted, only ended.
    if (this.settle) this.stop();
    this.worker ??= this.start();
    const question: Question = { id: ++this.asked, text, query, from, to };
    return new Promise((resolve) => {
      this.settle = resolve;
      this.timer = setTimeout(() => {
        this.end("too long");
        this.worker?.terminate();
        this.worker = null;
      }, TOO_LONG_MS);
      this.worker!.postMessage(question);
    });
  }

  stop(): void {
    this.end(null);
    this.worker?.terminate();
    this.worker = null;
  }

  private start(): Worker {
    const made = new Worker(new URL("./searchWorker.ts", import.meta.url), { type: "module" });
    made.addEventListener("message", ({ data }: MessageEvent<{ id: number; found: Found }>) => {
      if (data.id === this.asked) this.end(data.found);
    });
    return made;
  }

  private end(answer: Answer | null): void {
    clearTimeout(this.timer);
    const settle = this.settle;
    this.settle = null;
    settle?.(answer);
  }
}
