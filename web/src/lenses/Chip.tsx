/**
 * One quiet chip over the lower edge of a page: the lens that its words call for. Tab takes it, Esc dismisses it for this
 * page. It comes once the text has rested, moves nothing, and opens what is pinned to the page.
 */
import { Glasses, X } from "lucide-react";
import { useEffect, useState } from "react";
import { forget } from "../data";
import { i18n } from "../i18n";
import { useDesk } from "../room/desk";
import type { Canvas } from "../room/state";
import { IconButton } from "../ui/button";
import { onChange } from "./marks";
import { lensTitle } from "./names";
import { dismiss, dismissedOn, pinnedOn } from "./pins";
import { useEditor, useLenses } from "./use";

const REST_MS = 4_000;
const FIRST_MS = 1_200;
/** Where Tab means something else: what is offered in the text, lists and tables, code. */
const TAKEN = ".cv-next, .cm-tooltip, .cm-panel, [role=dialog], [role=menu], [role=listbox]";

export default function Chip({ canvas }: { canvas: Canvas }) {
  const lens = useDesk((desk) => desk.lens);
  const [gone, setGone] = useState(() => dismissedOn(canvas.id));
  const [rested, setRested] = useState(false);
  const editor = useEditor(canvas.id);
  const { data } = useLenses(canvas.id);
  const suggested = data?.lenses.find((each) => each.name === data.suggested);
  const shown = rested && !gone && lens === null && suggested !== undefined;
  useEffect(() => {
    const pinned = pinnedOn(canvas.id);
    if (pinned && useDesk.getState().lens === null && matchMedia("(min-width: 800px)").matches) useDesk.getState().openLens(pinned);
    const timer = setTimeout(() => setRested(true), FIRST_MS);
    return () => clearTimeout(timer);
  }, [canvas.id]);
  useEffect(() => {
    if (!editor || gone || suggested) return undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const done = onChange(editor, () => {
      clearTimeout(timer);
      timer = setTimeout(() => forget("lenses"), REST_MS);
    });
    return () => {
      clearTimeout(timer);
      done();
    };
  }, [editor, gone, suggested]);
  const tabbed = canvas.kind === "document" && plain(editor);
  const take = () => suggested && useDesk.getState().openLens(suggested.name);
  const drop = () => {
    dismiss(canvas.id);
    setGone(true);
  };
  useEffect(() => {
    if (!shown) return undefined;
    const press = (event: KeyboardEvent) => {
      if ((event.key !== "Tab" && event.key !== "Escape") || event.shiftKey || event.ctrlKey || event.metaKey || event.altKey) return;
      const at = document.activeElement;
      const inText = at instanceof HTMLElement && at.closest("[data-pane=canvas] .cm-content") !== null;
      if (!inText || document.querySelector(TAKEN) || (event.key === "Tab" && !tabbed)) return;
      event.preventDefault();
      event.stopPropagation();
      if (event.key === "Tab") take();
      else drop();
    };
    window.addEventListener("keydown", press, true);
    return () => window.removeEventListener("keydown", press, true);
  });
  if (!shown) return null;
  return (
    <div
      role="status"
      className="absolute start-4 bottom-12 z-10 flex h-8 max-w-[calc(100%-88px)] animate-fade items-center rounded-full border border-line bg-surface ps-3 pe-0.5 text-12 shadow-float coarse:bottom-15 coarse:h-11"
    >
      <button type="button" onClick={take} className="flex h-full min-w-0 items-center gap-2 hover:text-accent">
        <Glasses size={14} className="shrink-0 text-muted" />
        <span className="truncate">
          <span className="font-medium">{lensTitle(suggested.name, suggested.title)}</span>
          {data?.why && <span className="text-muted"> · {data.why}</span>}
        </span>
        {tabbed && <kbd className="shrink-0 font-ui text-11 text-muted coarse:hidden">Tab</kbd>}
      </button>
      <IconButton label={i18n.t("Do not offer it on this page")} keys="Esc" onClick={drop}>
        <X size={13} />
      </IconButton>
    </div>
  );
}

/** Whether Tab has no other meaning where the caret is. */
function plain(editor: ReturnType<typeof useEditor>): boolean {
  if (!editor) return false;
  const { state } = editor;
  return !/^\s*(?:[-*+>|]|\d{1,9}[.)])|\|/.test(state.doc.lineAt(state.selection.main.head).text);
}
