/**
 * A version drawn read-only in CodeMirror: alone, with what differs from another version in the line, or side by side.
 *
 * The words that differ are the server's word diff; only for texts too different for it does the library compare by
 * itself. Knows nothing of React; whoever mounts it calls `destroy`.
 */
import { Change, MergeView, presentableDiff, unifiedMergeView } from "@codemirror/merge";
import { EditorState, type Extension, Text } from "@codemirror/state";
import { EditorView, lineNumbers } from "@codemirror/view";
import { findLanguage } from "../canvas/languages";
import { highlighting } from "../canvas/highlight";
import type { ComparisonView } from "../wire.gen";

export type Look = "inline" | "side" | "plain";

export interface Shown {
  readonly look: Look;
  readonly code: boolean;
  readonly language: string | null;
  readonly before: string;
  readonly after: string;
  readonly comparison: ComparisonView;
  /** Names of the two texts, to be read out. */
  readonly labels: readonly [before: string, after: string];
}

/** Hunks in code points as changes in UTF-16 units of both texts. */
export function changesOf(comparison: ComparisonView, before: string, after: string): Change[] {
  const a = units(before);
  const b = units(after);
  return comparison.hunks.map((hunk) => new Change(a(hunk.start), a(hunk.end), b(hunk.at), b(hunk.at_end)));
}

/** Units before a code point of `text`; asked for in ascending order, so the text is walked once. */
function units(text: string): (point: number) => number {
  let unit = 0;
  let at = 0;
  return (point) => {
    for (; at < point && unit < text.length; at++) unit += text.codePointAt(unit)! > 0xffff ? 2 : 1;
    return unit;
  };
}

export async function mount(parent: HTMLElement, shown: Shown): Promise<{ destroy(): void }> {
  const language = shown.code && shown.language ? await findLanguage(shown.language)?.load() : undefined;
  const common = (label: string): Extension => [
    EditorState.readOnly.of(true),
    EditorState.lineSeparator.of("\n"), // a carriage return within a line stays where the positions expect it
    EditorView.editable.of(false),
    EditorView.lineWrapping,
    EditorView.contentAttributes.of({ "aria-label": label, "aria-readonly": "true", tabindex: "0" }),
    ...(shown.code ? [lineNumbers(), highlighting()] : []),
    ...(language ? [language] : []),
  ];
  const known = (a: string, b: string) => shown.comparison.left_out === 0 && a === shown.before && b === shown.after;
  const diffConfig = {
    override: (a: string, b: string) =>
      known(a, b) ? changesOf(shown.comparison, a, b) : presentableDiff(a, b, { scanLimit: 500, timeout: 300 }),
  };
  const [before, after] = shown.labels;
  if (shown.look === "side") {
    const view = new MergeView({
      parent,
      a: { doc: shown.before, extensions: common(before) },
      b: { doc: shown.after, extensions: common(after) },
      diffConfig,
      gutter: true,
      collapseUnchanged: { margin: 4, minSize: 8 },
    });
    return { destroy: () => view.destroy() };
  }
  const merged =
    shown.look === "inline"
      ? unifiedMergeView({ original: Text.of(shown.before.split("\n")), mergeControls: false, allowInlineDiffs: true, gutter: true, diffConfig })
      : [];
  const view = new EditorView({ parent, state: EditorState.create({ doc: shown.after, extensions: [common(after), merged] }) });
  if (shown.look === "inline") {
    const first = changesOf(shown.comparison, shown.before, shown.after)[0];
    if (first) view.dispatch({ effects: EditorView.scrollIntoView(Math.min(first.fromB, view.state.doc.length), { y: "center" }) });
  }
  return { destroy: () => view.destroy() };
}
