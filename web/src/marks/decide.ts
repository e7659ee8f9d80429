/**
 * Decisions on what lies on a page, as calls of the API: suggestions, comments, trust in agents. Nothing is drawn before
 * the log says so. Every decision on a suggestion can be taken back from the toast that says it was made.
 */
import type { CanvasSelection } from "../canvas/types";
import { api } from "../api";
import { chosenModel } from "../chat/model";
import { i18n } from "../i18n";
import { say, sayError } from "../ui/toast";
import type { AppliedView, CanvasTrust, NoteState, NoteView, SettledManyView } from "../wire.gen";

/** Gives false when it was not done; the person has been told why. */
async function done(call: Promise<unknown>): Promise<boolean> {
  try {
    await call;
    return true;
  } catch (error) {
    sayError(error);
    return false;
  }
}

const undo = (suggestion: string) => ({
  label: i18n.t("Undo"),
  run: () => void done(api.post(`/suggestions/${suggestion}/reopen`)),
});

export async function accept(suggestion: string, pieces?: readonly number[]): Promise<void> {
  if (await done(api.post(`/suggestions/${suggestion}/accept`, pieces ? { pieces } : undefined))) {
    say(pieces ? i18n.t("Accepted this part.") : i18n.t("Accepted."), undo(suggestion));
  }
}

export async function reject(suggestion: string): Promise<void> {
  if (await done(api.post(`/suggestions/${suggestion}/reject`))) say(i18n.t("Rejected."), undo(suggestion));
}

/** Those named, those of a proposal, or all of the page. */
export async function settle(
  canvas: string,
  which: { readonly suggestions: readonly string[] } | { readonly proposal: string } | Record<string, never>,
  state: "accepted" | "rejected",
): Promise<void> {
  try {
    const { settled } = await api.post<SettledManyView>(`/canvases/${canvas}/suggestions/settle`, { state, ...which });
    const count = settled.length;
    if (count === 0) return say(i18n.t("None of them is open any more."));
    const words =
      state === "accepted"
        ? count === 1 ? i18n.t("Accepted.") : i18n.t("Accepted {count} suggestions.", { count })
        : count === 1 ? i18n.t("Rejected.") : i18n.t("Rejected {count} suggestions.", { count });
    say(words, { label: i18n.t("Undo"), run: () => void done(api.post(`/canvases/${canvas}/suggestions/reopen`, { suggestions: settled })) });
  } catch (error) {
    sayError(error);
  }
}

export const suggest = (words: string, { canvas, start, end, version }: CanvasSelection) =>
  done(api.post(`/canvases/${canvas}/edits`, { edits: [{ start, end, text: words }], suggest: true, version }));

export const trust = (canvas: string, trust: CanvasTrust) => done(api.put(`/canvases/${canvas}/trust`, { trust }));

/** The comment's id, or null when it was not made. */
export async function comment(canvas: string, body: string, on: CanvasSelection | "whole"): Promise<string | null> {
  const place = on === "whole" ? {} : { start: on.start, end: on.end, version: on.version };
  try {
    return (await api.post<NoteView>(`/canvases/${canvas}/notes`, { body, ...place })).id;
  } catch (error) {
    sayError(error);
    return null;
  }
}

export const answer = (note: string, body: string) => done(api.post(`/notes/${note}/replies`, { body }));

export const rewrite = (note: string, reply: string | null, body: string) => done(api.patch(`/notes/${note}`, { body, reply }));

export async function settleNote(note: string, state: Exclude<NoteState, "applied">): Promise<void> {
  if (!(await done(api.patch(`/notes/${note}`, { state })))) return;
  if (state === "deleted") return say(i18n.t("Comment deleted."));
  if (state === "open") return;
  const words = state === "resolved" ? i18n.t("Comment resolved.") : i18n.t("Comment dismissed. It will not be made again.");
  say(words, { label: i18n.t("Undo"), run: () => void settleNote(note, "open") });
}

/** `offers`: the comment brings words of its own; else a model is asked for them and its reply says what it did. */
export async function apply(canvas: string, note: string, offers: boolean): Promise<void> {
  try {
    const { turn, suggested } = await api.post<AppliedView>(`/notes/${note}/apply`, { model: chosenModel() ?? null });
    if (!offers) return say(i18n.t("Gesso carries it out."));
    if (suggested) return say(i18n.t("These words were changed since the comment was made. What it offers is a suggestion there now."));
    say(i18n.t("Applied."), { label: i18n.t("Undo"), run: () => void done(api.post(`/canvases/${canvas}/undo`, { turn })) });
  } catch (error) {
    sayError(error);
  }
}
