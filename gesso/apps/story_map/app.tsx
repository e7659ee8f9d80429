// The places of a story on a drawn map, joined in the order of the story. A place stays where it was dragged to.
import { useEffect, useMemo, useRef, useState } from "react";

export const parameters = {
  heading: "Around the world in eighty days", // Heading
  places: "London: The bet is made at the Reform Club\nSuez: A detective waits for the steamer\nBombay: The railway begins here, and soon ends\nCalcutta: Out on bail, and on to the ship\nHong Kong: The last ship is missed\nYokohama: A circus, and a pyramid of noses\nSan Francisco: An election in the street\nNew York: The steamer has left forty-five minutes before\nLondon: A day too early", // Places in the order of the story, one a line: name: what happens | lines
  journey: true, // Draw the way through them
};

interface Stop {
  readonly place: string;
  readonly what: string;
}
interface Spot {
  readonly name: string;
  readonly x: number;
  readonly y: number;
  readonly stops: readonly number[]; // numbers of the story's steps, from 1
}
/** Of the drawn map: wide or, on a phone, tall. */
interface Size {
  readonly w: number;
  readonly h: number;
}
const WIDE: Size = { w: 100, h: 64 };
const TALL: Size = { w: 58, h: 84 };

function hash(text: string): () => number {
  let seed = 2166136261;
  for (const letter of text) seed = Math.imul(seed ^ letter.codePointAt(0)!, 16777619);
  return () => {
    seed = Math.imul(seed ^ (seed >>> 15), 2246822507);
    seed = Math.imul(seed ^ (seed >>> 13), 3266489909);
    return ((seed ^= seed >>> 16) >>> 0) / 4294967296;
  };
}

const stopsOf = (text: string): Stop[] =>
  text.split("\n").flatMap((line) => {
    const [place, ...rest] = line.split(/:\s*/);
    return place?.trim() ? [{ place: place.trim(), what: rest.join(": ").trim() }] : [];
  });

/** Places along a winding way, far enough from each other; always the same for the same story. */
function spotsOf(stops: readonly Stop[], { w, h }: Size): Spot[] {
  const names = [...new Set(stops.map((stop) => stop.place))];
  const random = hash(names.join("|"));
  const rows = Math.max(1, Math.round(Math.sqrt((names.length * h) / w / 1.25)));
  const across = Math.ceil(names.length / rows);
  const spots = names.map((name, n) => {
    const row = Math.floor(n / across);
    const column = row % 2 ? across - 1 - (n % across) : n % across;
    const jitter = () => (random() - 0.5) * 0.55;
    return {
      name,
      x: 10 + ((column + 0.5 + jitter()) / across) * (w - 20),
      y: 9 + ((row + 0.5 + jitter() * (rows === 1 ? 1.2 : 1)) / rows) * (h - 18),
      stops: stops.flatMap((stop, at) => (stop.place === name ? [at + 1] : [])),
    };
  });
  for (let turn = 0; turn < 60; turn++)
    for (const one of spots)
      for (const two of spots) {
        const [dx, dy] = [one.x - two.x, (one.y - two.y) * 1.3];
        const far = Math.hypot(dx, dy);
        if (one === two || far > 13 || far === 0) continue;
        one.x = Math.max(8, Math.min(w - 8, one.x + (dx / far) * 0.5));
        one.y = Math.max(8, Math.min(h - 9, one.y + (dy / far) * 0.4));
      }
  return spots;
}

/** A coast around all places: a blob with the hand of whoever drew it. */
function coast(spots: readonly Spot[], { w, h }: Size, grow: number): string {
  const random = hash(`coast${spots.map((spot) => spot.name).join()}`);
  const count = 40;
  const points = Array.from({ length: count }, (_, n) => {
    const angle = (n / count) * Math.PI * 2;
    const [dx, dy] = [Math.cos(angle), Math.sin(angle)];
    const reach = Math.max(6, ...spots.map((spot) => (spot.x - w / 2) * dx + (spot.y - h / 2) * dy));
    const far = reach + 7 + grow + (random() - 0.5) * 2.6;
    return [w / 2 + dx * far, h / 2 + dy * far] as const;
  });
  const at = (n: number) => points[(n + count) % count]!;
  return points.map(([x, y], n) => {
    const [px, py] = at(n - 1);
    return `${n === 0 ? `M${(x + px) / 2} ${(y + py) / 2}` : ""}Q${x} ${y} ${(x + at(n + 1)[0]) / 2} ${(y + at(n + 1)[1]) / 2}`;
  }).join("") + "Z";
}

export default function App({ params }: { params?: Partial<typeof parameters> }) {
  const given = { ...parameters, ...params };
  const stops = useMemo(() => stopsOf(given.places), [given.places]);
  const [size, setSize] = useState(() => (innerHeight > innerWidth * 1.1 ? TALL : WIDE));
  useEffect(() => {
    const sized = () => setSize(innerHeight > innerWidth * 1.1 ? TALL : WIDE);
    addEventListener("resize", sized);
    return () => removeEventListener("resize", sized);
  }, []);
  const drawn = useMemo(() => spotsOf(stops, size), [stops, size]);
  const shelf = size === TALL ? "spots-tall" : "spots";
  const [moved, setMoved] = useState<Readonly<Record<string, readonly [number, number]>>>({});
  const [at, setAt] = useState(1); // the step of the story, from 1
  const svg = useRef<SVGSVGElement>(null);
  const held = useRef("");
  useEffect(() => setAt(1), [given.places]);
  useEffect(() => {
    setMoved({});
    Promise.resolve(globalThis.gesso?.kv.get(shelf)).then((kept) => kept && typeof kept === "object" && setMoved(kept as typeof moved), () => undefined);
  }, [shelf]);
  const spots = drawn.map((spot) => (moved[spot.name] ? { ...spot, x: moved[spot.name]![0], y: moved[spot.name]![1] } : spot));
  const spotOf = (name: string) => spots.find((spot) => spot.name === name)!;
  const here = stops[at - 1];
  const go = (n: number) => setAt(Math.max(1, Math.min(stops.length, n)));
  const move = (name: string, x: number, y: number) => setMoved((all) => ({ ...all, [name]: [Math.max(4, Math.min(size.w - 4, x)), Math.max(5, Math.min(size.h - 5, y))] }));
  const keep = () => void Promise.resolve(globalThis.gesso?.kv.set(shelf, moved)).catch(() => undefined);

  const drag = (event: React.PointerEvent) => {
    const matrix = svg.current?.getScreenCTM();
    if (!held.current || !matrix) return;
    const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix.inverse());
    move(held.current, point.x, point.y);
  };
  const legs = stops.slice(1).map((stop, n) => {
    const [one, two] = [spotOf(stops[n]!.place), spotOf(stop.place)];
    const bend = (n % 2 ? -1 : 1) * (0.16 + (n % 3) * 0.05);
    const [mx, my] = [(one.x + two.x) / 2 - (two.y - one.y) * bend, (one.y + two.y) / 2 + (two.x - one.x) * bend];
    return { path: `M${one.x} ${one.y}Q${mx} ${my} ${two.x} ${two.y}`, number: n + 2 };
  });
  const waves = useMemo(() => {
    const random = hash("waves");
    return Array.from({ length: 80 }, () => [random() * 150 - 40, random() * 120 - 20] as const);
  }, []);

  return (
    <main className="map" onKeyDown={(event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (step && !event.shiftKey) (event.preventDefault(), go(at + step));
    }}>
      <style>{CSS}</style>
      <div className="sheet">
        <svg ref={svg} viewBox={`-4 -4 ${size.w + 8} ${size.h + 8}`} role="group" aria-label={`Map: ${given.heading}`} onPointerMove={drag} onPointerUp={() => (held.current && keep(), (held.current = ""))} onPointerLeave={() => (held.current = "")}>
          {waves.map(([x, y], n) => <path key={n} className="wave" d={`M${x} ${y}q1.2-.9 2.4 0t2.4 0`} />)}
          {drawn.length > 0 && <path className="shore" d={coast(drawn, size, 2.2)} />}
          {drawn.length > 0 && <path className="land" d={coast(drawn, size, 0)} />}
          {given.journey && legs.map((leg) => <path key={leg.number} className={leg.number <= at ? "way gone" : "way"} d={leg.path} />)}
          {spots.map((spot) => {
            const on = here?.place === spot.name;
            return (
              <g key={spot.name} className={on ? "spot on" : spot.stops[0]! > at ? "spot later" : "spot"} transform={`translate(${spot.x} ${spot.y})`} tabIndex={0} role="button" aria-pressed={on}
                aria-label={`${spot.name}, step ${spot.stops.join(" and ")} of the story. Shift with arrow keys moves it.`}
                onClick={() => go(spot.stops.find((each) => each > at) ?? spot.stops[0]!)}
                onPointerDown={() => (held.current = spot.name)}
                onKeyDown={(event) => {
                  const by: Record<string, [number, number]> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
                  if (event.key === "Enter" || event.key === " ") (event.preventDefault(), go(spot.stops.find((each) => each > at) ?? spot.stops[0]!));
                  else if (event.shiftKey && by[event.key]) (event.preventDefault(), event.stopPropagation(), move(spot.name, spot.x + by[event.key]![0], spot.y + by[event.key]![1]), keep());
                }}>
                <circle className="ring" r="3.1" />
                <circle className="dot" r="1.5" />
                <text y={spot.y > size.h - 10 ? -3.4 : 5}>{spot.name}</text>
              </g>
            );
          })}
          <g className="rose" transform={`translate(${size.w - 3} 4)`} aria-hidden="true"><path d="M0-5 1-1 5 0 1 1 0 5-1 1-5 0-1-1Z" /><text y="-5.8">N</text></g>
        </svg>
      </div>
      <section className="desk" aria-label="The story">
        <h1>{given.heading}</h1>
        {here ? (
          <div className="step" aria-live="polite">
            <button type="button" aria-label="Step back" disabled={at === 1} onClick={() => go(at - 1)}>‹</button>
            <p><b>{here.place}</b> <small>{at} of {stops.length}</small><br />{here.what}</p>
            <button type="button" aria-label="Next step" disabled={at === stops.length} onClick={() => go(at + 1)}>›</button>
          </div>
        ) : <p>No places yet. Write them in the parameters, one a line: name: what happens</p>}
      </section>
    </main>
  );
}

declare global {
  // What an app can ask of the page around it.
  var gesso: { kv: { get(key: string): Promise<unknown>; set(key: string, value: unknown): Promise<void> } } | undefined;
}

const CSS = `
.map { --fg: light-dark(#3a2f20, #ece5d6); --muted: light-dark(#75664f, #a9a594); --sea: light-dark(#dce7e6, #14202b); --wave: light-dark(#b4cccb, #2a3f50); --shore: light-dark(#c3d8d6, #1c2e3b); --land: light-dark(#f5ecd6, #2f2b23);
  --ink: light-dark(#6a553a, #b9a98a); --way: light-dark(#a8452f, #f0967c); position: fixed; inset: 0; display: flex; flex-direction: column; background: var(--sea); color: var(--fg); font: 14px/20px Inter, system-ui, sans-serif; }
.map * { box-sizing: border-box; }
.sheet { flex: 1; min-height: 0; display: grid; place-items: center; overflow: hidden; } .sheet svg { width: 100%; height: 100%; touch-action: none; overflow: visible; }
.wave { fill: none; stroke: var(--wave); stroke-width: .35; stroke-linecap: round; } .shore { fill: var(--shore); } .land { fill: var(--land); stroke: var(--ink); stroke-width: .4; }
.way { fill: none; stroke: var(--muted); stroke-width: .45; stroke-dasharray: 1.2 1.2; opacity: .55; } .way.gone { stroke: var(--way); stroke-width: .6; opacity: 1; }
.spot { cursor: grab; outline: none; } .spot .dot { fill: var(--land); stroke: var(--ink); stroke-width: .6; transition: r .16s; } .spot .ring { fill: transparent; stroke: none; } .spot text { text-anchor: middle; font: 600 2.9px "Source Serif 4", Georgia, serif; fill: var(--fg); paint-order: stroke; stroke: var(--land); stroke-width: .9; stroke-linejoin: round; }
.spot.later { opacity: .72; } .spot.on .dot { fill: var(--way); stroke: var(--way); r: 1.9px; } .spot.on .ring { stroke: var(--way); stroke-width: .35; } .spot:focus-visible .ring { stroke: var(--fg); stroke-width: .6; }
.rose { fill: var(--ink); opacity: .55; scale: .8; } .rose text { text-anchor: middle; font: 600 2.4px Georgia, serif; }
.desk { padding: 12px 20px 16px; background: light-dark(#fffdf6, #1a1d22); border-top: 1px solid light-dark(#d9cbb0, #363a3f); } .desk h1 { margin: 0 0 6px; font: italic 400 15px/20px "Source Serif 4", Georgia, serif; color: var(--muted); }
.step { display: grid; grid-template-columns: 44px minmax(0, 1fr) 44px; align-items: center; gap: 12px; } .step p { margin: 0; min-height: 44px; font: 400 17px/24px "Source Serif 4", Georgia, serif; } .step b { font-weight: 600; } .step small { color: var(--muted); font: 12px Inter, system-ui, sans-serif; margin-inline-start: 6px; }
.step button { width: 44px; height: 44px; border: 1px solid light-dark(#d9cbb0, #44494f); border-radius: 999px; background: none; color: inherit; font: 22px/1 Georgia, serif; cursor: pointer; } .step button:disabled { opacity: .35; cursor: default; } .step button:focus-visible { outline: 2px solid var(--way); outline-offset: 2px; }
@media (max-width: 560px) { .desk { padding: 10px 12px 12px; }  }
@media (prefers-reduced-motion: reduce) { .map * { transition: none !important; } }
`;
