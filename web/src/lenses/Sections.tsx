/**
 * The outline of a page: a section is dragged by its handle, or moved by Alt-Up and Alt-Down, and its real words move, as
 * one change that can be undone. Where the lens and the text do not agree on a section it is left where it is.
 */
import { redo, undo } from "@codemirror/commands";
import type { EditorView } from "@codemirror/view";
import { useEffect, useRef, useState, type KeyboardEvent, type PointerEvent } from "react";
import { dragging } from "../canvas/dragging";
import { type Entry, headings } from "../canvas/outline";
import { moveSection, stepTo } from "../canvas/sections";
import { i18n } from "../i18n";
import type { Datum, View } from "../wire.gen";
import { placeOf } from "./marks";
import type { Doing } from "./Panel";
import { Item } from "./Shapes";

export function Sections({ view, doing, editor }: { view: View; doing: Doing; editor: EditorView }) {
  const list = useRef<HTMLDivElement>(null);
  const follow = useRef<string | null>(null);
  const [line, setLine] = useState<number | null>(null);
  const [said, setSaid] = useState("");
  const rows = () => [...(list.current?.querySelectorAll<HTMLElement>("[data-section]") ?? [])];
  // What is drawn anew after a move may have taken the keyboard from the section that moved.
  useEffect(() => {
    if (follow.current === null) return;
    rows().find((row) => row.dataset["section"] === follow.current)?.querySelector<HTMLElement>("button")?.focus();
  }, [view.data]);

  const move = (datum: Datum, to: (entries: readonly Entry[], index: number) => number | null) => {
    const entries = headings(editor.state.doc);
    const place = datum.anchors[0] && placeOf(editor, datum.anchors[0]);
    const index = place ? entries.findIndex((entry) => entry.from === place.from) : -1;
    const at = index < 0 ? null : to(entries, index);
    if (at === null || moveSection(editor, entries[index]!, at) === null) return;
    follow.current = datum.id;
    setSaid(i18n.t("Moved “{title}”.", { title: datum.label }));
  };
  const key = (event: KeyboardEvent) => {
    const all = rows();
    const at = all.findIndex((row) => row.contains(event.target as Node));
    const datum = view.data[at];
    const down = event.key === "ArrowDown";
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z") (event.shiftKey ? redo : undo)(editor);
    else if (!datum || (!down && event.key !== "ArrowUp")) return;
    else if (event.altKey) move(datum, (entries, index) => stepTo(entries, index, down ? 1 : -1));
    else all[at + (down ? 1 : -1)]?.querySelector<HTMLElement>("button")?.focus();
    event.preventDefault();
    event.stopPropagation();
  };
  const drag = (event: PointerEvent, datum: Datum) => {
    let before: number | null = null; // row that it goes before; their number: to the end
    dragging(event.nativeEvent, {
      move(_x, y) {
        const all = rows();
        before = all.filter((row) => row.getBoundingClientRect().top + row.offsetHeight / 2 < y).length;
        const box = all[Math.min(before, all.length - 1)]!;
        setLine(box.offsetTop + (before < all.length ? 0 : box.offsetHeight));
      },
      end(dropped) {
        setLine(null);
        const target = before === null ? null : (view.data[before]?.anchors[0] ?? "end");
        if (!dropped || target === null) return;
        move(datum, () => (target === "end" ? editor.state.doc.length : (placeOf(editor, target)?.from ?? null)));
      },
    });
  };
  return (
    <div className="relative -mx-2 mt-3">
      <div ref={list} role="list" onKeyDown={key}>
        {view.data.map((datum) => (
          <div
            key={datum.id}
            data-section={datum.id}
            role="listitem"
            aria-level={datum.level + 1}
            style={{ paddingInlineStart: Math.min(datum.level, 6) * 16 }}
            className="group/section flex items-start"
          >
            <div className="min-w-0 flex-1">
              <Item datum={datum} doing={doing} row />
            </div>
            <span
              aria-hidden
              title={i18n.t("Drag to move this section")}
              onPointerDown={(event) => drag(event, datum)}
              className="lens-grip"
            >
              ⠿
            </span>
          </div>
        ))}
      </div>
      {line !== null && <div aria-hidden style={{ top: line }} className="pointer-events-none absolute inset-x-2 h-0.5 rounded-full bg-accent" />}
      <p role="status" className="sr-only">{said}</p>
      {view.data.length > 1 && <p className="mt-3 px-2 text-12 text-muted">{i18n.t("Drag a section by its dots, or move it by Alt ↑ and Alt ↓: its words move, and Ctrl Z takes it back.")}</p>}
    </div>
  );
}
