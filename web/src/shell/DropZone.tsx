/**
 * Files that are dropped anywhere on the window: on the first half they become pages, on the other they are attached, to be
 * read and asked about. Except pictures on a page: those belong into its text.
 */
import { FileDown, Paperclip } from "lucide-react";
import { useEffect, useState } from "react";
import { i18n } from "../i18n";
import { cx } from "../ui/cx";

const holdsFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") === true;
const onlyPictures = (event: DragEvent) => {
  const items = [...(event.dataTransfer?.items ?? [])];
  return items.length > 0 && items.every((item) => item.type.startsWith("image/"));
};

const HALVES = ["pages", "attach"] as const;
type Half = (typeof HALVES)[number];

function halfOf(event: DragEvent): Half {
  const left = event.clientX < window.innerWidth / 2;
  return left === (document.documentElement.dir !== "rtl") ? "pages" : "attach";
}

interface Drops {
  onFiles(files: File[]): unknown;
  onAttach(files: File[]): unknown;
}

export function DropZone({ onFiles, onAttach }: Drops) {
  const [over, setOver] = useState<Half | null>(null);
  useEffect(() => {
    const wanted = (event: DragEvent) => holdsFiles(event) && !onlyPictures(event);
    const drag = (event: DragEvent) => {
      if (!wanted(event)) return;
      event.preventDefault();
      setOver(halfOf(event));
    };
    const leave = (event: DragEvent) => event.relatedTarget === null && setOver(null);
    const drop = (event: DragEvent) => {
      setOver(null);
      if (!wanted(event)) return;
      event.preventDefault();
      event.stopPropagation();
      const files = [...(event.dataTransfer?.files ?? [])];
      if (halfOf(event) === "pages") onFiles(files);
      else onAttach(files);
    };
    window.addEventListener("dragenter", drag, true);
    window.addEventListener("dragover", drag, true);
    window.addEventListener("dragleave", leave, true);
    // Files from the clipboard; pictures and words belong where the cursor is.
    const paste = (event: ClipboardEvent) => {
      const files = [...(event.clipboardData?.files ?? [])];
      if (files.length === 0 || files.some((file) => file.type.startsWith("image/"))) return;
      event.preventDefault();
      event.stopPropagation();
      onFiles(files);
    };
    window.addEventListener("drop", drop, true);
    window.addEventListener("paste", paste, true);
    return () => {
      window.removeEventListener("dragenter", drag, true);
      window.removeEventListener("dragover", drag, true);
      window.removeEventListener("dragleave", leave, true);
      window.removeEventListener("drop", drop, true);
      window.removeEventListener("paste", paste, true);
    };
  }, [onFiles, onAttach]);
  if (!over) return null;
  const words: Record<Half, string> = { pages: i18n.t("Drop here to write in them, as pages"), attach: i18n.t("Drop here to read them and ask about them") };
  return (
    <div className="pointer-events-none fixed inset-0 z-50 grid animate-fade grid-cols-2 gap-4 bg-scrim p-6">
      {HALVES.map((half) => (
        <div
          key={half}
          className={cx("grid place-items-center rounded-lg border-2 bg-surface p-4 text-center text-14 shadow-float transition-opacity", over === half ? "border-accent" : "border-line opacity-70")}
        >
          <span className="flex flex-col items-center gap-2">
            {half === "pages" ? <FileDown size={20} aria-hidden className="text-accent" /> : <Paperclip size={20} aria-hidden className="text-accent" />}
            {words[half]}
          </span>
        </div>
      ))}
    </div>
  );
}
