/** What an agent changed or offers to change in a canvas: one card, with the words before and after, to keep or take back. */
import { Check, ChevronRight, ListChecks, PenLine, Undo2, X } from "lucide-react";
import { useState, type ReactNode } from "react";
import { i18n } from "../i18n";
import { useBoard } from "../marks/board";
import { accept, reject, settle } from "../marks/decide";
import { useActions } from "../room/actions";
import { pane, useDesk, wide } from "../room/desk";
import type { Edit, RoomState, Suggestion } from "../room/state";
import { Button } from "../ui/button";
import { cx } from "../ui/cx";

function Peek({ before, after }: { before: string; after: string }) {
  return (
    <div className="border-t border-line text-13">
      {before !== "" && (
        <p dir="auto" className="max-h-40 overflow-y-auto bg-danger-soft/50 px-3 py-2 whitespace-pre-wrap text-muted">
          <span className="sr-only">{i18n.t("Before:")} </span>
          <del className="decoration-danger/50">{before}</del>
        </p>
      )}
      {after !== "" && (
        <p dir="auto" className="max-h-40 overflow-y-auto bg-ok-soft/60 px-3 py-2 whitespace-pre-wrap">
          <span className="sr-only">{i18n.t("After:")} </span>
          <ins className="no-underline">{after}</ins>
        </p>
      )}
    </div>
  );
}

/** Shows a change in its page, where that page lies open. The keyboard stays where it is. */
function reveal(canvas: string, target: { turn: string } | { suggestion: string }): void {
  const desk = useDesk.getState();
  if (desk.canvas !== canvas) desk.show(canvas);
  else pane.current?.reveal(target);
}

function Card(props: { words: string; why: string; before: string; after: string; state: ReactNode; faded: boolean; onLook(): void }) {
  const [open, setOpen] = useState(false);
  const more = props.before !== "" || props.after !== "";
  return (
    <div className={cx("overflow-hidden rounded-lg border border-line bg-surface", props.faded && "opacity-75")}>
      <div className="flex min-h-9 flex-wrap items-center gap-x-2 gap-y-1 py-1 ps-2 pe-1.5">
        <button
          type="button"
          aria-expanded={open}
          disabled={!more}
          onClick={() => {
            setOpen(!open);
            if (!open && (wide() || useDesk.getState().sheet === "half")) props.onLook();
          }}
          className="flex min-w-0 flex-1 basis-56 items-center gap-2 rounded-md px-1 py-0.5 text-start text-13 coarse:min-h-11"
        >
          <PenLine size={14} className="shrink-0 text-agent" />
          <span className="min-w-0 flex-1">
            {props.words}
            {props.why && <span className="text-muted"> · {props.why}</span>}
          </span>
          {more && (
            <ChevronRight size={14} className={cx("shrink-0 text-muted transition-transform rtl:-scale-x-100", open && "rotate-90")} />
          )}
        </button>
        {props.state}
      </div>
      {open && <Peek before={props.before} after={props.after} />}
    </div>
  );
}

/** All edits of one turn in one canvas at one step; keeping or undoing settles the turn's edits of that canvas. */
export function EditCard({ edit, room, last }: { edit: Edit; room: RoomState; last: boolean }) {
  const { keep, undo, canEdit } = useActions();
  const settled = edit.state === "kept" ? i18n.t("Kept") : edit.state === "undone" ? i18n.t("Undone") : null;
  const title = room.canvases[edit.canvas]?.title;
  return (
    <Card
      words={edit.summary || (title ? i18n.t("Changed {title}", { title }) : i18n.t("Changed the text"))}
      why={edit.why}
      before={edit.before}
      after={edit.after}
      faded={edit.state === "undone"}
      onLook={() => reveal(edit.canvas, { turn: edit.turn })}
      state={
        settled ? (
          <span className="px-1.5 text-12 text-muted">{settled}</span>
        ) : (
          last &&
          canEdit && (
            <span className="ms-auto flex gap-1">
              <Button size="sm" kind="muted" onClick={() => undo(edit.canvas, edit.turn)}>
                <Undo2 size={13} /> {i18n.t("Undo")}
              </Button>
              <Button size="sm" kind="quiet" onClick={() => keep(edit.canvas, edit.turn)}>
                <Check size={13} /> {i18n.t("Keep")}
              </Button>
            </span>
          )
        )
      }
    />
  );
}

/** More cards of one step than these are drawn when they are asked for. */
const MOST = 20;

/** What was suggested at one step of a turn, and under it a bar for each proposal of several. */
export function SuggestionCards({ suggestions }: { suggestions: readonly Suggestion[] }) {
  const [most, setMost] = useState(MOST);
  const more = suggestions.length - most;
  return (
    <>
      {suggestions.slice(0, most).map((suggestion) => (
        <SuggestionCard key={suggestion.id} suggestion={suggestion} />
      ))}
      {more > 0 && (
        <Button size="sm" kind="muted" onClick={() => setMost(most + 10 * MOST)}>
          {i18n.t("{count} more", { count: more })}
        </Button>
      )}
      {[...proposals(suggestions)].map(([proposal, several]) => (
        <ProposalBar key={proposal} suggestions={several} />
      ))}
    </>
  );
}

function proposals(suggestions: readonly Suggestion[]): ReadonlyMap<string, readonly Suggestion[]> {
  const found = new Map<string, Suggestion[]>();
  for (const each of suggestions) {
    if (!each.proposal) continue;
    const several = found.get(each.proposal);
    if (several) several.push(each);
    else found.set(each.proposal, [each]);
  }
  return found;
}

function SuggestionCard({ suggestion }: { suggestion: Suggestion }) {
  const { canEdit } = useActions();
  const settled = {
    open: null,
    accepted: i18n.t("Accepted"),
    rejected: i18n.t("Rejected"),
    stale: i18n.t("Its text has changed since"),
  }[suggestion.state];
  return (
    <Card
      words={i18n.t("Suggests other words")}
      why={suggestion.why}
      before={suggestion.before}
      after={suggestion.after}
      faded={suggestion.state === "rejected" || suggestion.state === "stale"}
      onLook={() => reveal(suggestion.canvas, { suggestion: suggestion.id })}
      state={
        settled ? (
          <span className="px-1.5 text-12 text-muted">{settled}</span>
        ) : (
          canEdit && (
            <span className="ms-auto flex gap-1">
              <Button size="sm" kind="muted" onClick={() => void reject(suggestion.id)}>
                <X size={13} /> {i18n.t("Reject")}
              </Button>
              <Button size="sm" kind="quiet" onClick={() => void accept(suggestion.id)}>
                <Check size={13} /> {i18n.t("Accept")}
              </Button>
            </span>
          )
        )
      }
    />
  );
}

/** Several suggestions of one proposal are decided together, or looked at one by one in the review. */
function ProposalBar({ suggestions }: { suggestions: readonly Suggestion[] }) {
  const { canEdit } = useActions();
  const open = suggestions.filter((each) => each.state === "open");
  const first = open[0];
  if (!first || open.length < 2) return null;
  const { canvas, proposal } = first;
  const review = () => {
    const desk = useDesk.getState();
    if (desk.canvas !== canvas) desk.show(canvas);
    else if (desk.sheet !== "peek") useDesk.setState({ sheet: "peek" });
    useBoard.setState({ review: proposal });
  };
  return (
    <div className="flex flex-wrap items-center justify-end gap-1">
      <span className="me-auto ps-1 text-12 text-muted">{i18n.t("{count} suggestions", { count: open.length })}</span>
      <Button size="sm" kind="muted" onClick={review}>
        <ListChecks size={13} /> {i18n.t("Review")}
      </Button>
      {canEdit && (
        <>
          <Button size="sm" kind="muted" onClick={() => void settle(canvas, { proposal }, "rejected")}>
            <X size={13} /> {i18n.t("Reject all")}
          </Button>
          <Button size="sm" kind="quiet" onClick={() => void settle(canvas, { proposal }, "accepted")}>
            <Check size={13} /> {i18n.t("Accept all")}
          </Button>
        </>
      )}
    </div>
  );
}
