// Events on a line, from years before our era to single days. One event a line: "1969-07-20: what happened".
import { useEffect, useMemo, useRef, useState } from "react";

export const parameters = {
  heading: "The way to the Moon", // Heading
  events: "1957-10-04: Sputnik 1, the first satellite\n1961-04-12: Yuri Gagarin flies around the Earth\n1965-03-18: Alexei Leonov leaves his ship for twelve minutes\n1966-02-03: Luna 9 lands softly on the Moon\n1968-12-24: Apollo 8 goes round the Moon and sees the Earth rise\n1969-07-20: Apollo 11 lands; Neil Armstrong walks on the Moon\n1970-04-13: Apollo 13 turns home after an explosion\n1972-12-14: Apollo 17 leaves; nobody has been there since", // Events, one a line: 1969-07-20: what happened | lines
  span: "even", // Distances | even, by time
};

interface Event {
  readonly when: string; // in words
  readonly at: number; // years, with a part
  readonly what: string;
}
const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

/** The events that are dated, by date; the lines that are not. */
function read(text: string): { events: Event[]; odd: string[] } {
  const events: Event[] = [];
  const odd: string[] = [];
  for (const line of text.split("\n").map((each) => each.trim()).filter(Boolean)) {
    const found = /^(-?\d{1,6})(?:-(\d{1,2}))?(?:-(\d{1,2}))?\s*(BCE?|AD|CE)?\s*(?::|–|—|\s-\s|\|)\s*(.+)$/i.exec(line);
    if (!found) {
      odd.push(line);
      continue;
    }
    const [, y, m, d, era, what] = found as unknown as [string, string, string?, string?, string?, string?];
    const year = /^b/i.test(era ?? "") ? -Number(y) : Number(y);
    const [month, day] = [Math.min(12, Math.max(0, Number(m ?? 0))), Math.min(31, Math.max(0, Number(d ?? 0)))];
    const yearWords = year < 0 ? `${-year} BC` : String(year);
    const when = month ? `${day ? `${day} ` : ""}${MONTHS[month - 1]} ${yearWords}` : yearWords;
    events.push({ when, at: year + (month ? (month - 1) / 12 : 0) + (day ? (day - 1) / 372 : 0), what: what! });
  }
  return { events: events.sort((one, two) => one.at - two.at), odd };
}

function gap(years: number): string {
  const days = years * 365.25;
  if (days < 1) return "the same day";
  if (days < 45) return days < 1.5 ? "1 day later" : `${Math.round(days)} days later`;
  if (years < 1.5) return `${Math.max(1, Math.round(years * 12))} months later`;
  return `${Math.round(years).toLocaleString("en")} years later`;
}

export default function App({ params }: { params?: Partial<typeof parameters> }) {
  const given = { ...parameters, ...params };
  const { events, odd } = useMemo(() => read(given.events), [given.events]);
  const [search, setSearch] = useState("");
  const [at, setAt] = useState(0);
  const list = useRef<HTMLOListElement>(null);
  const shown = events.filter((event) => `${event.when} ${event.what}`.toLowerCase().includes(search.toLowerCase()));
  const [from, to] = [events[0]?.at ?? 0, events.at(-1)?.at ?? 1];
  const part = (event: Event) => (to > from ? ((event.at - from) / (to - from)) * 100 : 50);

  const go = (n: number, focus = true) => {
    const next = Math.max(0, Math.min(shown.length - 1, n));
    setAt(next);
    const item = list.current?.children[next] as HTMLElement | undefined;
    if (focus) item?.focus({ preventScroll: true });
    item?.scrollIntoView({ block: "center", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
  };
  useEffect(() => setAt(0), [given.events]);
  const press = (event: React.KeyboardEvent) => {
    if (event.target instanceof HTMLInputElement) return;
    const step: Record<string, number> = { ArrowDown: at + 1, ArrowRight: at + 1, ArrowUp: at - 1, ArrowLeft: at - 1, Home: 0, End: shown.length - 1 };
    if (step[event.key] === undefined) return;
    event.preventDefault();
    go(step[event.key]!);
  };

  return (
    <main className="time" onKeyDown={press}>
      <style>{CSS}</style>
      <header>
        <div>
          <h1>{given.heading}</h1>
          <p role="status">{events.length === 0 ? "No events yet. Write them in the parameters, one a line: 1969-07-20: what happened" : `${shown.length === events.length ? events.length : `${shown.length} of ${events.length}`} events, ${events[0]!.when} to ${events.at(-1)!.when}`}</p>
        </div>
        {events.length > 6 && <input type="search" aria-label="Search the events" placeholder="Search" value={search} onChange={(event) => setSearch(event.target.value)} />}
      </header>
      {events.length > 1 && (
        <div className="ruler" aria-hidden="true">
          {events.map((event, n) => (
            <button key={n} type="button" tabIndex={-1} className={shown[at] === event ? "on" : shown.includes(event) ? "" : "off"} style={{ insetInlineStart: `${part(event)}%` }} title={`${event.when}: ${event.what}`} onClick={() => go(shown.indexOf(event))} />
          ))}
          <span>{events[0]!.when.split(" ").at(events[0]!.at < 0 ? -2 : -1)}{events[0]!.at < 0 && " BC"}</span>
          <span>{events.at(-1)!.when.split(" ").at(to < 0 ? -2 : -1)}{to < 0 && " BC"}</span>
        </div>
      )}
      <ol ref={list} aria-label={given.heading}>
        {shown.map((event, n) => {
          const before = shown[n - 1];
          const years = before ? event.at - before.at : 0;
          const room = given.span === "by time" && before && to > from ? (years / (to - from)) * 900 : 0;
          return (
            <li key={`${event.when}${event.what}`} tabIndex={n === at ? 0 : -1} aria-current={n === at || undefined} onFocus={() => setAt(n)} onClick={() => go(n, false)} style={{ marginBlockStart: room }}>
              {before && <small>{gap(years)}</small>}
              <i />
              <article>
                <time>{event.when}</time>
                <p>{event.what}</p>
              </article>
            </li>
          );
        })}
      </ol>
      {odd.length > 0 && <p className="odd">Without a date, so not on the line: {odd.join("; ")}</p>}
    </main>
  );
}

const CSS = `
.time { --fg: light-dark(#26231f, #e9e7e2); --muted: light-dark(#6b6459, #a6a9b5); --line: light-dark(#d8cfbe, #333a50); --sheet: light-dark(#fffefb, #181d2b); --ground: light-dark(#f6f2ea, #0f121b);
  --accent: light-dark(#2f5fc4, #8fb4ff); position: fixed; inset: 0; display: flex; flex-direction: column; color: var(--fg); background: var(--ground); font: 14px/20px Inter, system-ui, sans-serif; }
.time * { box-sizing: border-box; }
.time header { display: flex; flex-wrap: wrap; align-items: end; justify-content: space-between; gap: 8px 16px; padding: 20px 28px 12px; }
.time h1 { margin: 0; font: 500 28px/36px "Source Serif 4", Georgia, serif; text-wrap: balance; } .time header p { margin: 0; color: var(--muted); }
.time input { height: 36px; width: 180px; padding: 0 12px; border: 1px solid var(--line); border-radius: 8px; background: var(--sheet); color: var(--fg); font: inherit; }
.time :focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.ruler { position: relative; flex: none; height: 44px; margin: 0 36px; } .ruler::before { content: ""; position: absolute; inset: 13px 0 auto; height: 2px; background: var(--line); }
.ruler button { position: absolute; top: 4px; width: 20px; height: 20px; margin-inline-start: -10px; padding: 5px; border: 0; background: none; cursor: pointer; } .ruler button::before { content: ""; display: block; width: 10px; height: 10px; border-radius: 50%; background: var(--accent); border: 2px solid var(--ground); transition: scale .16s; }
.ruler .on::before { scale: 1.7; } .ruler .off::before { background: var(--line); } .ruler span { position: absolute; top: 24px; inset-inline-end: 0; color: var(--muted); font-size: 12px; font-variant-numeric: tabular-nums; } .ruler button + span { inset-inline: 0 auto; }
.time ol { position: relative; flex: 1; min-height: 0; overflow: auto; margin: 0; padding: 12px 28px 40vh; list-style: none; scroll-padding: 40px; }
.time li { position: relative; display: grid; grid-template-columns: 24px minmax(0, 640px); justify-content: center; gap: 0 16px; padding-block: 8px; cursor: default; outline: none; }
.time li::before { content: ""; grid-area: 1 / 1 / span 2; justify-self: center; width: 2px; height: calc(100% + 16px); margin-top: -8px; background: var(--line); } .time li:first-child::before { margin-top: 22px; height: calc(100% - 14px); }
.time li > small { grid-column: 2; color: var(--muted); font-size: 12px; padding-block: 0 8px; } .time li > i { grid-area: 2 / 1; justify-self: center; width: 14px; height: 14px; margin-top: 18px; border-radius: 50%; border: 3px solid var(--ground); background: var(--accent); z-index: 1; transition: scale .16s; }
.time li:first-child > i { grid-row: 1; } .time li:first-child article { grid-row: 1; }
.time article { grid-area: 2 / 2; padding: 12px 16px; border: 1px solid var(--line); border-radius: 10px; background: var(--sheet); transition: border-color .16s, box-shadow .16s; } .time li[aria-current] article { border-color: var(--accent); box-shadow: 0 0 0 1px var(--accent); } .time li[aria-current] > i { scale: 1.25; }
.time li:focus-visible article { outline: 2px solid var(--accent); outline-offset: 2px; } .time time { color: var(--accent); font-size: 13px; font-weight: 500; font-variant-numeric: tabular-nums; } .time article p { margin: 2px 0 0; font: 400 17px/26px "Source Serif 4", Georgia, serif; overflow-wrap: anywhere; }
.odd { margin: 0; padding: 8px 28px; border-top: 1px solid var(--line); color: var(--muted); font-size: 12px; max-height: 80px; overflow: auto; }
@media (max-width: 560px) { .time header { padding: 14px 16px 8px; } .time h1 { font-size: 22px; line-height: 28px; } .time ol { padding-inline: 12px; } .ruler { margin-inline: 24px; } .time li { grid-template-columns: 20px minmax(0, 1fr); gap: 0 10px; } .time input { width: 100%; height: 44px; font-size: 16px; } }
`;
