/** The thread that `searchRunner.ts` gives its questions to, and ends when one takes too long. */

import { findAll, type Query } from "./searchEngine";

export interface Question {
  readonly id: number;
  readonly text: string;
  readonly query: Query;
  readonly from: number;
  readonly to: number;
}

addEventListener("message", ({ data }: MessageEvent<Question>) => {
  postMessage({ id: data.id, found: findAll(data.text, data.query, data.from, data.to) });
});
