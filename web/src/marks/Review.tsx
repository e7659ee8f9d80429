/**
 * The review of many suggestions: the text as it is against the text with all of them, in one column or two, to accept
 * or reject chunk by chunk. Decides through the server's suggestions and writes no text; whatever others change
 * meanwhile is shown as it comes.
 */
import { Change, Chunk, MergeView, unifiedMergeView } from "@codemirror/merge";
import { EditorState, type Extension, Text } from "@codemirror/state";
import { Decoration, EditorView } from "@codemirror/view";
import { Check, X } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { withOffers } from "../canvas/pieces";
import type { Offer } from "../canvas/types";
import { i18n } from "../i18n";
import { useActions } from "../room/actions";
import { pane } from "../room/desk";
import { Button } from "../ui/button";
import { useBoard } from "./board";
import { apart, decisionsOf, filled, GAP, type Decision, type Placed } from "./chunks";
import { accept, settle } from "./decide";
import "./review.css";

type Way = "one" | "two";

/** Both texts and the pieces between them, their empty lines filled. */
interface Made {
  readonly before: string;
  readonly after: string;
  readonly changes: readonly Placed[];
  readonly offers: readonly Offer[];
}

function make(proposal: string): Made | null {
  const found = pane.current?.offered();
  if (!found) return null;
  const offers = found.offers.filter((each) => !each.streaming && (proposal === "" || each.proposal === proposal));
  const { text, changes } = withOffers(found.text, offers);
  const gaps = apart(found.text, text, changes);
  const [before, after] = [filled(found.text, gaps.before), filled(text, gaps.after)];
  const placed = changes.map((each) => ({
    offer: each.offer,
    from: before.from(each.from),
    to: before.to(each.to),
    fromB: after.from(each.fromB),
    toB: after.to(each.toB),
  }));
  return { before: before.text, after: after.text, changes: placed, offers };
}

export default function Review({ canvas, code, proposal }: { canvas: string; code: boolean; proposal: string }) {
  const { canEdit } = useActions();
  const [made, setMade] = useState(() => make(proposal));
  const [way, setWay] = useState<Way>("one");
  const [count, setCount] = useState(0);
  const place = useRef<HTMLDivElement>(null);
  const top = useRef(0);
  const box = useRef<HTMLElement>(null);

  useEffect(() => {
    box.current?.focus();
    return pane.current?.onMoved(() =>
      setMade((before) => {
        const now = make(proposal);
        const same = now && before && now.before === before.before && now.after === before.after && now.offers.length === before.offers.length;
        return same ? before : now;
      }),
    );
  }, [proposal]);

  useEffect(() => {
    if (!made || !place.current) return;
    const shown = draw(place.current, made, way, code, (from, to, yes) => decide(canvas, decisionsOf(made.changes, from, to), yes), canEdit);
    setCount(shown.count);
    const scroller = shown.scroller;
    scroller.scrollTop = top.current;
    const follow = () => (top.current = scroller.scrollTop);
    scroller.addEventListener("scroll", follow, { passive: true });
    return () => {
      scroller.removeEventListener("scroll", follow);
      shown.destroy();
    };
  }, [made, way, code, canvas, canEdit]);

  const close = () => {
    useBoard.setState({ review: null });
    pane.current?.focus();
  };
  const which = proposal === "" ? {} : { proposal };
  return (
    <section
      ref={box}
      tabIndex={-1}
      aria-label={i18n.t("Review of suggestions")}
      className="review"
      onKeyDown={(event) => event.key === "Escape" && (event.stopPropagation(), close())}
    >
      <header className="flex min-h-12 shrink-0 flex-wrap items-center gap-1 border-b border-line px-3 py-1">
        <h2 aria-live="polite" className="me-auto text-13 font-medium">
          {count === 0 ? i18n.t("Everything is decided") : count === 1 ? i18n.t("1 change left") : i18n.t("{count} changes left", { count })}
        </h2>
        <div role="group" aria-label={i18n.t("View")} className="flex gap-0.5 max-md:hidden">
          {(["one", "two"] as const).map((each) => (
            <Button key={each} size="sm" kind={way === each ? "quiet" : "muted"} aria-pressed={way === each} className={way === each ? "bg-hover" : ""} onClick={() => setWay(each)}>
              {each === "one" ? i18n.t("One column") : i18n.t("Side by side")}
            </Button>
          ))}
        </div>
        {canEdit && count > 0 && (
          <>
            <Button size="sm" kind="muted" onClick={() => void settle(canvas, which, "rejected")}>
              <X size={13} /> {i18n.t("Reject all")}
            </Button>
            <Button size="sm" onClick={() => void settle(canvas, which, "accepted")}>
              <Check size={13} /> {i18n.t("Accept all")}
            </Button>
          </>
        )}
        <Button size="sm" kind="primary" onClick={close}>
          {i18n.t("Done")}
        </Button>
      </header>
      <div ref={place} className={code ? "review-text review-code" : "review-text"} data-way={way} />
    </section>
  );
}

/** A chunk may hold several suggestions, and only a part of one. */
async function decide(canvas: string, decisions: readonly Decision[], yes: boolean): Promise<void> {
  const whole = decisions.filter((each) => !yes || each.pieces === null).map(({ offer }) => offer);
  if (whole.length > 0) await settle(canvas, { suggestions: whole }, yes ? "accepted" : "rejected");
  if (yes) for (const { offer, pieces } of decisions) if (pieces) await accept(offer, pieces);
}

interface Shown {
  readonly count: number;
  readonly scroller: HTMLElement;
  destroy(): void;
}

/** The gaps between lines that change, narrow. */
const gaps = EditorView.decorations.of(({ state }) => {
  const found = [];
  for (let number = 1; number <= state.doc.lines; number++) {
    const line = state.doc.line(number);
    if (line.text === GAP) found.push(Decoration.line({ class: "review-gap" }).range(line.from));
  }
  return Decoration.set(found);
});

type Decide = (from: number, to: number, yes: boolean) => Promise<void>;

function draw(parent: HTMLElement, made: Made, way: Way, code: boolean, decide: Decide, may: boolean): Shown {
  const base: Extension = [
    EditorState.readOnly.of(true),
    EditorView.editable.of(false),
    EditorState.lineSeparator.of("\n"),
    EditorView.lineWrapping,
    gaps,
    EditorView.perLineTextDirection.of(true),
    EditorView.contentAttributes.of({ "aria-label": i18n.t("Text with the suggestions"), role: "document" }),
  ];
  const changes = made.changes.map(({ from, to, fromB, toB }) => new Change(from, to, fromB, toB));
  // The pieces are the server's; nothing is compared again.
  const diffConfig = { override: () => changes };
  const collapseUnchanged = { margin: code ? 3 : 2, minSize: 8 };
  const [a, b] = [made.before, made.after].map((text) => Text.of(text.split("\n"))) as [Text, Text];
  const chunks = Chunk.build(a, b, diffConfig);
  const settle = (chunk: Chunk | undefined, yes: boolean) => void (chunk && decide(chunk.fromA, chunk.endA, yes));
  if (way === "one") {
    const view: EditorView = new EditorView({
      parent,
      doc: b,
      extensions: [
        base,
        unifiedMergeView({
          original: a,
          diffConfig,
          collapseUnchanged,
          gutter: true,
          syntaxHighlightDeletions: false,
          mergeControls: may
            ? (type) => {
                const made = button(type === "accept", () => {
                  const at = view.posAtDOM(made);
                  settle(chunks.find((chunk) => chunk.fromB <= at && chunk.endB >= at), type === "accept");
                });
                return made;
              }
            : false,
        }),
      ],
    });
    return { count: chunks.length, scroller: view.scrollDOM, destroy: () => view.destroy() };
  }
  const view = new MergeView({
    parent,
    a: { doc: a, extensions: base },
    b: { doc: b, extensions: base },
    diffConfig,
    collapseUnchanged,
    gutter: true,
    ...(may ? { revertControls: "a-to-b" as const, renderRevertControl: () => pair((at, yes) => settle(chunks[at], yes)) } : {}),
  });
  return { count: chunks.length, scroller: view.dom, destroy: () => view.destroy() };
}

function button(yes: boolean, run: () => void): HTMLButtonElement {
  const made = document.createElement("button");
  made.type = "button";
  made.className = yes ? "review-yes" : "review-no";
  made.textContent = yes ? i18n.t("Accept") : i18n.t("Reject");
  made.addEventListener("click", run);
  return made;
}

/** The two buttons between the columns; the library writes the number of the chunk on what holds them. */
function pair(run: (chunk: number, yes: boolean) => void): HTMLElement {
  const made = document.createElement("div");
  made.className = "review-pair";
  for (const yes of [true, false]) {
    const each = button(yes, () => run(Number(made.dataset["chunk"]), yes));
    each.setAttribute("aria-label", each.textContent!);
    each.title = each.textContent!;
    each.textContent = yes ? "✓" : "✕";
    made.append(each);
  }
  // Its own answer to a press would be to change the text.
  made.addEventListener("mousedown", (event) => event.stopPropagation());
  return made;
}
