/** From [n] in a reply to the place in what it cites. */
import { api } from "../api";
import { i18n } from "../i18n";
import { useRoom } from "../room/store";
import { say, sayError } from "../ui/toast";
import type { LookedView, SourceView } from "../wire.gen";
import { lookAt } from "./open";

const FILE = "file:";

/** Opens what [number] cites in that turn, at the words of `element`, which holds the citation. */
export async function openCitation(turn: string, number: number, element: Element): Promise<void> {
  const room = useRoom.getState().room.id;
  try {
    const sources = await api.get<SourceView[]>(`/rooms/${room}/sources?turn=${encodeURIComponent(turn)}`);
    const source = sources.find((each) => each.number === number);
    if (!source) return say(i18n.t("There is no source [{number}] in this answer.", { number }));
    if (!source.url.startsWith(FILE)) {
      if (/^https?:/.test(source.url)) window.open(source.url, "_blank", "noopener,noreferrer");
      else say(source.title || source.url);
      return;
    }
    const file = source.url.slice(FILE.length);
    const words = quoteOf(element, number);
    const there = await api.get<{ start: number | null }>(`/attached/${file}/text?quote=${encodeURIComponent(words.slice(0, 3000))}`);
    if (there.start !== null) return lookAt({ file, quote: words });
    // In the writer's own words: the passage that speaks of the same.
    const near = words ? await api.post<LookedView>(`/rooms/${room}/attached/search`, { query: words.slice(0, 1000), files: [file], n: 1 }) : null;
    const passage = near?.passages[0];
    lookAt(passage ? { file, quote: passage.text } : { file });
  } catch (error) {
    sayError(error);
  }
}

/** The words that a citation stands behind: a quote that is set off, words in quotation marks, else the sentence. */
export function quoteOf(element: Element, number: number): string {
  const block = element.closest("blockquote, li, p, td");
  const text = (block?.textContent ?? "").trim();
  const cited = `[${number}]`;
  if (block?.closest("blockquote")) return text.replaceAll(/\s*\[\d{1,3}\]/g, "").trim();
  const before = text.slice(0, Math.max(text.indexOf(cited), 0)).replaceAll(/\s*\[\d{1,3}\]/g, "");
  const quoted = /[“"„«]([^“”"„«»]{8,})[”"“»][^“”"]*$/.exec(before)?.[1];
  return (quoted ?? before.split(/(?<=[.!?])\s+/).at(-1) ?? before).trim();
}
