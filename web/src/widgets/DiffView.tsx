/** What changes between two versions of some words, word by word. */
import { useMemo } from "react";
import { i18n } from "../i18n";
import type { Diff } from "./catalogue.gen";

export interface Piece {
  readonly how: "same" | "gone" | "new";
  readonly text: string;
}

const MOST = 1_500; // words on each side; above that both texts are shown whole

const cut = (text: string) => text.match(/[\p{L}\p{N}_]+|\s+|[^\p{L}\p{N}_\s]/gu) ?? [];

/** The pieces of both texts in order: without `new` they are `before`, without `gone` they are `after`. */
export function pieces(before: string, after: string): Piece[] {
  const [a, b] = [cut(before), cut(after)];
  if (a.length > MOST || b.length > MOST) return [{ how: "gone", text: before }, { how: "new", text: after }];
  // Longest common run of words, from the end, so that the walk goes forward.
  const width = b.length + 1;
  const best = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      best[i * width + j] = a[i] === b[j] ? best[(i + 1) * width + j + 1]! + 1 : Math.max(best[(i + 1) * width + j]!, best[i * width + j + 1]!);
    }
  }
  const found: { how: Piece["how"]; text: string }[] = [];
  const put = (how: Piece["how"], text: string) => {
    const last = found.at(-1);
    if (last?.how === how) last.text += text;
    else found.push({ how, text });
  };
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) put("same", (j++, a[i++]!));
    else if (i < a.length && (j >= b.length || best[(i + 1) * width + j]! >= best[i * width + j + 1]!)) put("gone", a[i++]!);
    else put("new", b[j++]!);
  }
  return found;
}

export function DiffView({ widget }: { widget: Diff }) {
  const found = useMemo(() => pieces(widget.before, widget.after), [widget]);
  return (
    <p className="w-diff" dir="auto">
      {found.map((piece, at) =>
        piece.how === "same" ? (
          <span key={at}>{piece.text}</span>
        ) : piece.how === "gone" ? (
          <del key={at} aria-label={i18n.t("taken out: {words}", { words: piece.text })}>
            {piece.text}
          </del>
        ) : (
          <ins key={at} aria-label={i18n.t("put in: {words}", { words: piece.text })}>
            {piece.text}
          </ins>
        ),
      )}
    </p>
  );
}
