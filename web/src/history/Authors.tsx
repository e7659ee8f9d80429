/** Whose the words of the page are: one bar, and each author's part in percent. */
import { i18n } from "../i18n";
import type { RoomState } from "../room/state";
import { useAuthors } from "./data";
import { hue, nameOf } from "./words";

export function Authors({ room, canvas, me }: { room: RoomState; canvas: string; me: string | undefined }) {
  const found = useAuthors(canvas).data;
  if (!found || found.characters === 0) return null;
  const percent = (characters: number) => (100 * characters) / found.characters;
  return (
    <section aria-label={i18n.t("Who wrote this")} className="shrink-0 border-t border-line p-3">
      <h3 className="mb-2 text-11 font-medium text-muted">{i18n.t("Who wrote this")}</h3>
      <div aria-hidden className="mb-2 flex h-1.5 gap-px overflow-hidden rounded-full">
        {found.authors.map((author) => (
          <span key={author.by + author.kind + author.model} data-hue={hue(author)} className="hi-part" style={{ flexGrow: author.characters }} />
        ))}
      </div>
      <ul className="max-h-24 overflow-y-auto">
        {found.authors.map((author) => (
          <li key={author.by + author.kind + author.model} className="flex items-center gap-2 text-12">
            <span aria-hidden data-hue={hue(author)} className="hi-part size-2 rounded-full" />
            <span className="min-w-0 flex-1 truncate">
              {nameOf(room, author, me)}
              {author.model && <span className="text-muted"> · {author.model}</span>}
            </span>
            <span className="text-muted tabular-nums">{percent(author.characters) < 1 ? "< 1" : Math.round(percent(author.characters))} %</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
