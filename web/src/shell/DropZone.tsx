/** Files that are dropped anywhere on the window become pages, except pictures on a page: those belong into its text. */
import { FileDown } from "lucide-react";
import { useEffect, useState } from "react";
import { i18n } from "../i18n";

const holdsFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") === true;
const onlyPictures = (event: DragEvent) => {
  const items = [...(event.dataTransfer?.items ?? [])];
  return items.length > 0 && items.every((item) => item.type.startsWith("image/"));
};

export function DropZone({ onFiles }: { onFiles(files: File[]): unknown }) {
  const [over, setOver] = useState(false);
  useEffect(() => {
    const wanted = (event: DragEvent) => holdsFiles(event) && !onlyPictures(event);
    const drag = (event: DragEvent) => {
      if (!wanted(event)) return;
      event.preventDefault();
      setOver(true);
    };
    const leave = (event: DragEvent) => event.relatedTarget === null && setOver(false);
    const drop = (event: DragEvent) => {
      setOver(false);
      if (!wanted(event)) return;
      event.preventDefault();
      event.stopPropagation();
      onFiles([...(event.dataTransfer?.files ?? [])]);
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
  }, [onFiles]);
  if (!over) return null;
  return (
    <div className="pointer-events-none fixed inset-0 z-50 grid animate-fade place-items-center bg-scrim p-6">
      <div className="flex items-center gap-3 rounded-lg border border-accent bg-surface px-6 py-5 text-14 shadow-float">
        <FileDown size={18} className="text-accent" aria-hidden /> {i18n.t("Drop to import as pages")}
      </div>
    </div>
  );
}
