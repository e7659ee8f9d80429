// Cards that come back when they are about to be forgotten: five boxes, each asked less often (after Sebastian Leitner).
import { useEffect, useMemo, useRef, useState } from "react";

export const parameters = {
  cards: "Bonjour :: Good day\nMerci :: Thank you\nS’il vous plaît :: Please\nAu revoir :: Goodbye\nPardon :: Excuse me", // Cards, one a line: front :: back | lines
  swapped: false, // Ask for the front
  typed: false, // Type the answer
};

interface Card {
  readonly front: string;
  readonly back: string;
}
interface Known {
  readonly box: number; // 0 to 4
  readonly due: number; // ms since 1970
}
const BOX_DAYS = [0, 1, 3, 7, 21];
const DAY_MS = 86_400_000;
const KEY = "known";

const cardsOf = (text: string): Card[] =>
  text.split("\n").flatMap((line) => {
    const [front, ...rest] = line.split("::");
    const back = rest.join("::").trim();
    return front?.trim() && back ? [{ front: front.trim(), back }] : [];
  });
const plain = (text: string) => text.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[^\p{L}\p{N}]+/gu, " ").trim();
/** Whether the words are those of the answer, but for accents, case and one slip in eight letters. */
function right(given: string, wanted: string): boolean {
  const [a, b] = [plain(given), plain(wanted)];
  if (!a) return false;
  let row = Array.from({ length: b.length + 1 }, (_, n) => n);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) next.push(Math.min(next[j - 1]! + 1, row[j]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[b.length]! <= Math.floor(b.length / 8);
}

export default function App({ params }: { params?: Partial<typeof parameters> }) {
  const given = { ...parameters, ...params };
  const cards = useMemo(() => cardsOf(given.cards), [given.cards]);
  const [known, setKnown] = useState<Readonly<Record<string, Known>>>({});
  const [ready, setReady] = useState(false);
  const [queue, setQueue] = useState<readonly string[]>([]);
  const [shown, setShown] = useState(false);
  const [answer, setAnswer] = useState("");
  const [done, setDone] = useState({ right: 0, again: 0 });
  const flip = useRef<HTMLButtonElement>(null);

  useEffect(() => {
    Promise.resolve(globalThis.gesso?.kv.get(KEY)).then((kept) => kept && typeof kept === "object" && setKnown(kept as Record<string, Known>), () => undefined).finally(() => setReady(true));
  }, []);
  const fill = (all: boolean) => {
    const due = cards.filter((card) => all || (known[card.front]?.due ?? 0) <= Date.now());
    setQueue(due.sort((one, two) => (known[one.front]?.box ?? 0) - (known[two.front]?.box ?? 0)).map((card) => card.front));
    setDone({ right: 0, again: 0 });
    setShown(false);
  };
  useEffect(() => void (ready && fill(false)), [ready, cards]);

  const card = cards.find((each) => each.front === queue[0]);
  const [ask, reply] = card ? (given.swapped ? [card.back, card.front] : [card.front, card.back]) : ["", ""];
  const settle = (good: boolean) => {
    if (!card) return;
    const box = good ? Math.min(4, (known[card.front]?.box ?? 0) + 1) : 0;
    const next = { ...known, [card.front]: { box, due: Date.now() + BOX_DAYS[box]! * DAY_MS } };
    setKnown(next);
    void Promise.resolve(globalThis.gesso?.kv.set(KEY, next)).catch(() => undefined);
    setQueue(good ? queue.slice(1) : [...queue.slice(1), card.front]);
    setDone({ right: done.right + (good ? 1 : 0), again: done.again + (good ? 0 : 1) });
    setShown(false);
    setAnswer("");
    requestAnimationFrame(() => flip.current?.focus());
  };
  const press = (event: React.KeyboardEvent) => {
    if (event.target instanceof HTMLInputElement) return;
    if (shown && (event.key === "1" || event.key === "ArrowLeft")) settle(false);
    else if (shown && (event.key === "2" || event.key === "ArrowRight")) settle(true);
    else return;
    event.preventDefault();
  };
  const start = useRef<number | null>(null);
  const boxes = [0, 1, 2, 3, 4].map((box) => cards.filter((each) => (known[each.front]?.box ?? 0) === box).length);

  return (
    <main className="cards" onKeyDown={press}>
      <style>{CSS}</style>
      <header>
        <h1>{cards.length === 1 ? "1 card" : `${cards.length} cards`}</h1>
        <p role="status">{queue.length ? `${queue.length} to go` : "Done for now"}{done.right > 0 && ` · ${done.right} known`}</p>
      </header>
      <progress aria-label="How far you are" max={Math.max(1, queue.length + done.right)} value={done.right} />
      {card ? (
        <div className="stage">
          <button ref={flip} type="button" className={shown ? "card shown" : "card"} aria-label={shown ? `${ask}. Answer: ${reply}` : `${ask}. Show the answer`} onClick={() => setShown(!shown)}
            onPointerDown={(event) => (start.current = event.clientX)}
            onPointerUp={(event) => { if (shown && start.current !== null && Math.abs(event.clientX - start.current) > 70) settle(event.clientX > start.current); start.current = null; }}>
            <span className="face front"><span>{ask}</span><small>{given.typed ? "Type the answer below" : "Tap to turn"}</small></span>
            <span className="face back"><span>{reply}</span>{given.typed && answer && <small className={right(answer, reply) ? "ok" : "no"}>{right(answer, reply) ? "✓ " : "✗ "}{answer}</small>}</span>
          </button>
          {given.typed && !shown ? (
            <form onSubmit={(event) => (event.preventDefault(), setShown(true))}>
              <input aria-label="Your answer" value={answer} autoComplete="off" placeholder="Your answer" onChange={(event) => setAnswer(event.target.value)} />
              <button type="submit" className="main">Check</button>
            </form>
          ) : (
            <div className="choice">
              {shown ? <>
                <button type="button" onClick={() => settle(false)}>Again <kbd>1</kbd></button>
                <button type="button" className="main" onClick={() => settle(true)}>Known <kbd>2</kbd></button>
              </> : <button type="button" className="main" onClick={() => setShown(true)}>Show the answer</button>}
            </div>
          )}
        </div>
      ) : (
        <div className="stage end">
          <p className="big">{cards.length === 0 ? "No cards yet" : "Nothing is due"}</p>
          <p>{cards.length === 0 ? "Write them in the parameters, one a line: front :: back" : "What you know comes back in days or weeks."}</p>
          {cards.length > 0 && <button type="button" className="main" onClick={() => fill(true)}>Go through all again</button>}
        </div>
      )}
      <ol aria-label="Boxes: how well cards are known">
        {boxes.map((count, box) => (
          <li key={box} aria-label={`Box ${box + 1}, ${box === 0 ? "to be learned" : `asked after ${BOX_DAYS[box]} days`}: ${count}`}>
            <i style={{ height: `${8 + (cards.length ? (count / cards.length) * 40 : 0)}px` }} />
            <b>{count}</b>
            <small>{box === 0 ? "new" : `${BOX_DAYS[box]} d`}</small>
          </li>
        ))}
      </ol>
    </main>
  );
}

declare global {
  // What an app can ask of the page around it.
  var gesso: { kv: { get(key: string): Promise<unknown>; set(key: string, value: unknown): Promise<void> } } | undefined;
}

const CSS = `
.cards { --fg: light-dark(#26231f, #e9e7e2); --muted: light-dark(#6b6459, #a6a9b5); --line: light-dark(#e2dacb, #2b3042); --sheet: light-dark(#fffefb, #191e2d);
  --accent: light-dark(#2f5fc4, #8fb4ff); position: fixed; inset: 0; display: flex; flex-direction: column; gap: 12px; padding: 20px 24px; color: var(--fg); background: light-dark(#f6f2ea, #0f121b);
  font: 14px/20px Inter, system-ui, sans-serif; overflow: auto; }
.cards * { box-sizing: border-box; }
.cards :focus-visible { outline: 2px solid var(--accent); outline-offset: 3px; }
.cards header { display: flex; align-items: baseline; justify-content: space-between; gap: 12px; } .cards h1 { margin: 0; font: 500 18px/24px "Source Serif 4", Georgia, serif; } .cards header p { margin: 0; color: var(--muted); }
.cards progress { width: 100%; height: 4px; border: 0; border-radius: 4px; overflow: hidden; background: var(--line); appearance: none; } .cards progress::-webkit-progress-bar { background: var(--line); } .cards progress::-webkit-progress-value { background: var(--accent); transition: width .24s; } .cards progress::-moz-progress-bar { background: var(--accent); }
.stage { flex: 1; display: flex; flex-direction: column; align-items: center; justify-content: center; gap: 20px; min-height: 300px; }
.card { position: relative; width: min(100%, 560px); height: min(46vh, 320px); min-height: 190px; padding: 0; border: 0; background: none; color: inherit; font: inherit; cursor: pointer; perspective: 1400px; touch-action: pan-y; border-radius: 16px; }
.face { position: absolute; inset: 0; display: flex; flex-direction: column; align-items: center; justify-content: center; gap: 14px; padding: 24px; overflow: auto; border: 1px solid var(--line); border-radius: 16px; background: var(--sheet);
  box-shadow: 0 1px 2px #0000000f, 0 12px 32px light-dark(#5b4b2a1c, #0006); backface-visibility: hidden; transition: transform .4s cubic-bezier(.3,.1,.2,1); text-align: center; }
.face > span { font: 400 clamp(18px, 3.4vw, 28px)/1.35 "Source Serif 4", Georgia, serif; overflow-wrap: anywhere; white-space: pre-wrap; } .face small { color: var(--muted); font-size: 13px; }
.back { transform: rotateY(180deg); background: light-dark(#eef3fd, #1b2440); } .shown .front { transform: rotateY(-180deg); } .shown .back { transform: none; }
.ok { color: light-dark(#23703f, #7fd3a0) !important; } .no { color: light-dark(#a32f22, #ff9d8f) !important; }
.choice, .stage form { display: flex; gap: 10px; width: min(100%, 560px); } .choice button, .stage form button { flex: 1; }
.cards .choice button, .cards .main { min-height: 44px; padding: 0 18px; border: 1px solid var(--line); border-radius: 10px; background: var(--sheet); color: var(--fg); font: inherit; font-weight: 500; cursor: pointer; }
.cards button.main.main { border-color: transparent; background: var(--accent); color: light-dark(#fff, #0f121b); } .cards kbd { margin-inline-start: 6px; padding: 0 5px; border: 1px solid currentColor; border-radius: 4px; font: 11px/16px inherit; opacity: .7; }
.stage input { flex: 3; min-width: 0; height: 44px; padding: 0 14px; border: 1px solid var(--line); border-radius: 10px; background: var(--sheet); color: var(--fg); font: inherit; font-size: 16px; }
.end { text-align: center; gap: 8px; } .end p { margin: 0; color: var(--muted); } .end .big { color: var(--fg); font: 400 28px/36px "Source Serif 4", Georgia, serif; } .end button { margin-top: 12px; }
.cards ol { display: flex; justify-content: center; gap: 10px; margin: 0; padding: 0; list-style: none; } .cards li { display: flex; flex-direction: column; align-items: center; justify-content: flex-end; width: 48px; height: 88px; font-variant-numeric: tabular-nums; }
.cards li i { width: 100%; border-radius: 5px 5px 2px 2px; background: var(--accent); opacity: .75; transition: height .24s; } .cards li b { font-weight: 500; } .cards li small { color: var(--muted); font-size: 11px; line-height: 14px; }
@media (max-width: 560px) { .cards { padding: 14px 16px; } .cards kbd { display: none; } }
@media (prefers-reduced-motion: reduce) { .cards * { transition: none !important; } }
`;
