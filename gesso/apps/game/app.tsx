// Snake in a garden: eat the fruit, grow, and do not bite yourself.
import { useEffect, useRef, useState } from "react";

export const parameters = {
  speed: 7, // Steps in a second | 3..16 step 1
  size: 17, // Squares across | 9..27 step 2
  walls: true, // The hedge ends the game
  fruit: 1, // Fruits at once | 1..5 step 1
};

type Point = readonly [number, number];
type Way = "up" | "down" | "left" | "right";
const STEP: Readonly<Record<Way, Point>> = { up: [0, -1], down: [0, 1], left: [-1, 0], right: [1, 0] };
const KEYS: Readonly<Record<string, Way>> = { ArrowUp: "up", ArrowDown: "down", ArrowLeft: "left", ArrowRight: "right", w: "up", s: "down", a: "left", d: "right" };
const opposite = (one: Way, two: Way) => STEP[one][0] + STEP[two][0] === 0 && STEP[one][1] + STEP[two][1] === 0;
const same = (one: Point, two: Point) => one[0] === two[0] && one[1] === two[1];

interface Game {
  readonly snake: readonly Point[]; // head first
  readonly fruit: readonly Point[];
  readonly way: Way;
  readonly next: readonly Way[]; // pressed, not yet taken
  readonly state: "ready" | "on" | "paused" | "over";
  readonly score: number;
}

function free(taken: readonly Point[], size: number): Point | null {
  const open: Point[] = [];
  for (let x = 0; x < size; x++) for (let y = 0; y < size; y++) if (!taken.some((each) => same(each, [x, y]))) open.push([x, y]);
  return open[Math.floor(Math.random() * open.length)] ?? null;
}
function fresh(size: number, count: number): Game {
  const middle = Math.floor(size / 2);
  const snake: Point[] = [0, 1, 2].map((n) => [middle - n, middle] as const);
  const fruit: Point[] = [];
  for (let n = 0; n < count; n++) fruit.push(free([...snake, ...fruit], size)!);
  return { snake, fruit, way: "right", next: [], state: "ready", score: 0 };
}
function stepped(game: Game, size: number, walls: boolean): Game {
  const way = game.next[0] ?? game.way;
  let [x, y] = [game.snake[0]![0] + STEP[way][0], game.snake[0]![1] + STEP[way][1]];
  if (walls && (x < 0 || y < 0 || x >= size || y >= size)) return { ...game, way, state: "over" };
  [x, y] = [(x + size) % size, (y + size) % size];
  const eaten = game.fruit.findIndex((each) => same(each, [x, y]));
  const body = eaten >= 0 ? game.snake : game.snake.slice(0, -1);
  if (body.some((each) => same(each, [x, y]))) return { ...game, way, state: "over" };
  const snake: Point[] = [[x, y], ...body];
  if (eaten < 0) return { ...game, snake, way, next: game.next.slice(1) };
  const rest = game.fruit.filter((_, n) => n !== eaten);
  const more = free([...snake, ...rest], size);
  return { ...game, snake, way, next: game.next.slice(1), fruit: more ? [...rest, more] : rest, score: game.score + 1, state: more ? game.state : "over" };
}

export default function App({ params }: { params?: Partial<typeof parameters> }) {
  const given = { ...parameters, ...params };
  const { speed, size, walls, fruit: count } = given;
  const [game, setGame] = useState(() => fresh(size, count));
  const [best, setBest] = useState(0);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [painted, setPainted] = useState(0);
  useEffect(() => setGame(fresh(size, count)), [size, count, walls]);
  useEffect(() => {
    Promise.resolve(globalThis.gesso?.kv.get("best")).then((kept) => typeof kept === "number" && setBest(kept), () => undefined);
  }, []);
  useEffect(() => {
    if (game.state !== "on") return;
    const timer = setInterval(() => setGame((now) => (now.state === "on" ? stepped(now, size, walls) : now)), 1000 / speed);
    return () => clearInterval(timer);
  }, [game.state, speed, size, walls]);
  useEffect(() => {
    if (game.state !== "over" || game.score <= best) return;
    setBest(game.score);
    void Promise.resolve(globalThis.gesso?.kv.set("best", game.score)).catch(() => undefined);
  }, [game.state]);

  const begin = () => setGame({ ...(game.state === "over" ? fresh(size, count) : game), state: "on" });
  const turn = (way: Way) => setGame((now) => {
    if (now.state === "over") return now;
    const last = now.next.at(-1) ?? now.way;
    const next = way === last || opposite(way, last) || now.next.length > 2 ? now.next : [...now.next, way];
    return { ...now, next, state: "on" };
  });
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const way = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (way) turn(way);
      else if (event.key === " " && !(event.target instanceof HTMLButtonElement)) setGame((now) => (now.state === "on" ? { ...now, state: "paused" } : { ...(now.state === "over" ? fresh(size, count) : now), state: "on" }));
      else return;
      event.preventDefault();
    };
    const away = () => setGame((now) => (now.state === "on" ? { ...now, state: "paused" } : now));
    window.addEventListener("keydown", press);
    window.addEventListener("blur", away);
    return () => (window.removeEventListener("keydown", press), window.removeEventListener("blur", away));
  }, [size, count]);
  const from = useRef<Point | null>(null);
  const swipe = (event: React.PointerEvent) => {
    if (!from.current) return;
    const [dx, dy] = [event.clientX - from.current[0], event.clientY - from.current[1]];
    if (Math.hypot(dx, dy) < 24) return;
    turn(Math.abs(dx) > Math.abs(dy) ? (dx > 0 ? "right" : "left") : dy > 0 ? "down" : "up");
    from.current = [event.clientX, event.clientY];
  };

  useEffect(() => {
    const again = () => setPainted((n) => n + 1);
    const sized = new ResizeObserver(again);
    sized.observe(canvas.current!);
    const theme = new MutationObserver(again);
    theme.observe(document.documentElement, { attributes: true });
    return () => (sized.disconnect(), theme.disconnect());
  }, []);
  useEffect(() => {
    const target = canvas.current!;
    const [scale, side] = [Math.min(devicePixelRatio, 2), target.clientWidth];
    target.width = target.height = side * scale;
    const pen = target.getContext("2d")!;
    pen.scale(scale, scale);
    const style = getComputedStyle(target);
    const tone = (name: string) => ((target.style.color = style.getPropertyValue(name)), style.color);
    const [one, two, body, head, eye, berry, leaf] = ["--one", "--two", "--body", "--head", "--eye", "--berry", "--leaf"].map(tone) as [string, string, string, string, string, string, string];
    const cell = side / size;
    for (let x = 0; x < size; x++) for (let y = 0; y < size; y++) ((pen.fillStyle = (x + y) % 2 ? one : two), pen.fillRect(x * cell, y * cell, cell + 1, cell + 1));
    for (const [x, y] of game.fruit) {
      pen.fillStyle = berry;
      (pen.beginPath(), pen.arc((x + 0.5) * cell, (y + 0.55) * cell, cell * 0.33, 0, 7), pen.fill());
      pen.fillStyle = leaf;
      (pen.beginPath(), pen.ellipse((x + 0.6) * cell, (y + 0.2) * cell, cell * 0.16, cell * 0.08, -0.6, 0, 7), pen.fill());
    }
    pen.lineCap = pen.lineJoin = "round";
    pen.strokeStyle = body;
    pen.lineWidth = cell * 0.72;
    pen.beginPath();
    game.snake.forEach(([x, y], n) => {
      const before = game.snake[n - 1];
      const jump = !before || Math.abs(before[0] - x) + Math.abs(before[1] - y) > 1;
      jump ? (pen.moveTo((x + 0.5) * cell, (y + 0.5) * cell), pen.lineTo((x + 0.5) * cell, (y + 0.5) * cell)) : pen.lineTo((x + 0.5) * cell, (y + 0.5) * cell);
    });
    pen.stroke();
    const [hx, hy] = game.snake[0]!;
    const [wx, wy] = STEP[game.way];
    pen.fillStyle = head;
    (pen.beginPath(), pen.arc((hx + 0.5) * cell, (hy + 0.5) * cell, cell * 0.42, 0, 7), pen.fill());
    for (const at of [-1, 1]) ((pen.fillStyle = eye), pen.beginPath(), pen.arc((hx + 0.5 + wx * 0.14 + wy * at * 0.18) * cell, (hy + 0.5 + wy * 0.14 + wx * at * 0.18) * cell, cell * 0.08, 0, 7), pen.fill());
    target.style.color = "";
  }, [game, size, painted]);

  const words = { ready: "Swipe or press an arrow key", on: "", paused: "Paused", over: game.score > 0 && game.score >= best ? `${game.score}, your best` : `Over at ${game.score}` }[game.state];
  return (
    <main className="snake">
      <style>{CSS}</style>
      <header>
        <h1>Snake</h1>
        <p aria-live="polite"><b>{game.score}</b> eaten</p>
        <p>best <b>{Math.max(best, game.score)}</b></p>
      </header>
      <div className={game.state === "over" && walls ? "board over" : "board"}>
        <canvas ref={canvas} role="img" aria-label={`A garden of ${size} by ${size} squares. ${words || "The snake moves."} Arrow keys turn it, the space bar pauses.`} onPointerDown={(event) => (from.current = [event.clientX, event.clientY])} onPointerMove={swipe} onPointerUp={() => (from.current = null)} />
        {words && (
          <div className="veil">
            <p role="status">{words}</p>
            <button type="button" onClick={begin}>{game.state === "over" ? "Play again" : game.state === "paused" ? "Go on" : "Play"}</button>
          </div>
        )}
      </div>
      <div className="pad" role="group" aria-label="Turn">
        {(["left", "up", "down", "right"] as const).map((way) => <button key={way} type="button" aria-label={way} onClick={() => turn(way)}>{{ left: "←", up: "↑", down: "↓", right: "→" }[way]}</button>)}
      </div>
    </main>
  );
}

declare global {
  // What an app can ask of the page around it.
  var gesso: { kv: { get(key: string): Promise<unknown>; set(key: string, value: unknown): Promise<void> } } | undefined;
}

const CSS = `
.snake { --fg: light-dark(#24301f, #e5ebdf); --muted: light-dark(#5f6d56, #a0ab97); --ground: light-dark(#eef3e6, #12180f); --one: light-dark(#dbe8c9, #1d2719); --two: light-dark(#d2e1bd, #192215);
  --body: light-dark(#3f7d4a, #6fbf7c); --head: light-dark(#2c6238, #8fdc9b); --eye: light-dark(#fff, #10170d); --berry: light-dark(#c23b4b, #ff7d8a); --leaf: light-dark(#3f7d4a, #6fbf7c); --accent: light-dark(#2c6238, #8fdc9b);
  position: fixed; inset: 0; display: flex; flex-direction: column; align-items: center; gap: 12px; padding: 14px; color: var(--fg); background: var(--ground); font: 14px/20px Inter, system-ui, sans-serif; overflow: auto; user-select: none; }
.snake * { box-sizing: border-box; }
.snake header, .board { width: min(100%, calc(100dvh - 140px), 640px); min-width: min(100%, 260px); } .snake header { display: flex; align-items: baseline; gap: 18px; } .snake h1 { flex: 1; margin: 0; font: 500 22px/28px "Source Serif 4", Georgia, serif; } .snake header p { margin: 0; color: var(--muted); } .snake b { color: var(--fg); font-size: 18px; font-variant-numeric: tabular-nums; }
.board { position: relative; aspect-ratio: 1; border: 6px solid var(--body); border-radius: 14px; overflow: hidden; flex: none; } .board.over { border-color: var(--berry); } .board canvas { display: block; width: 100%; height: 100%; touch-action: none; }
.veil { position: absolute; inset: 0; display: flex; flex-direction: column; align-items: center; justify-content: end; padding-block-end: 12%; gap: 14px; background: light-dark(#eef3e6b0, #12180fb0); } .veil p { margin: 0; font: 500 20px/28px "Source Serif 4", Georgia, serif; }
.snake button { min-height: 44px; padding: 0 22px; border: 0; border-radius: 10px; background: var(--accent); color: light-dark(#fff, #10170d); font: inherit; font-weight: 500; cursor: pointer; } .snake button:focus-visible { outline: 2px solid var(--fg); outline-offset: 2px; }
.pad { display: none; gap: 8px; } @media (pointer: coarse) { .pad { display: flex; } .snake header, .board { width: min(100%, calc(100dvh - 190px), 640px); } }
.pad button { width: 64px; padding: 0; font-size: 20px; background: var(--one); color: var(--fg); }
`;
