// Curves of formulas in x. They are read by a small parser below; nothing in them is run as code.
import { useEffect, useMemo, useRef, useState } from "react";

export const parameters = {
  formulas: "sin(x)/x", // Formulas in x, one a line; a is the constant below | lines
  from: -10, // From x = | -1000..1000 step any
  to: 10, // To x = | -1000..1000 step any
  a: 1, // The constant a | -5..5 step 0.05
  grid: true, // Grid
};

type Curve = (x: number, a: number) => number;
const FUNCTIONS: Readonly<Record<string, (x: number) => number>> = {
  sin: Math.sin, cos: Math.cos, tan: Math.tan, asin: Math.asin, acos: Math.acos, atan: Math.atan, arcsin: Math.asin, arccos: Math.acos, arctan: Math.atan, sinh: Math.sinh, cosh: Math.cosh,
  tanh: Math.tanh, exp: Math.exp, ln: Math.log, log: Math.log10, log2: Math.log2, sqrt: Math.sqrt, cbrt: Math.cbrt, abs: Math.abs, floor: Math.floor, ceil: Math.ceil, round: Math.round,
  sign: Math.sign, sec: (x) => 1 / Math.cos(x), csc: (x) => 1 / Math.sin(x), cot: (x) => 1 / Math.tan(x),
};
const CONSTANTS: Readonly<Record<string, number>> = { pi: Math.PI, π: Math.PI, e: Math.E, tau: 2 * Math.PI };

/** The curve of a formula such as "2x^2 - sin(a x)". Throws an Error in plain words. */
function curveOf(formula: string): Curve {
  const said = formula.replace(/^\s*(?:y|f\(x\))\s*=/, "").replaceAll("**", "^").replaceAll("·", "*").replaceAll("×", "*").replaceAll("−", "-").replaceAll("÷", "/");
  const tokens = said.match(/\d+\.?\d*(?:e[+-]?\d+)?|\.\d+|[a-zπ]+\d*|[-+*/^()|]|\S/gi) ?? [];
  let at = 0;
  let bars = 0;
  const expected = (what: string) => new Error(tokens[at] === undefined ? `${what} is missing at the end of “${formula.trim()}”.` : `“${tokens[at]}” is not understood in “${formula.trim()}”.`);
  const sum = (): Curve => {
    let left = product();
    while (tokens[at] === "+" || tokens[at] === "-") {
      const [one, minus, two] = [left, tokens[at++] === "-", product()];
      left = minus ? (x, a) => one(x, a) - two(x, a) : (x, a) => one(x, a) + two(x, a);
    }
    return left;
  };
  const product = (): Curve => {
    let left = signed();
    for (;;) {
      const token = tokens[at];
      if (token === "*" || token === "/") {
        at++;
        const [one, two] = [left, signed()];
        left = token === "/" ? (x, a) => one(x, a) / two(x, a) : (x, a) => one(x, a) * two(x, a);
      } else if (token !== undefined && (/^[\w.π(]/i.test(token) || (token === "|" && bars === 0))) {
        const [one, two] = [left, power()];
        left = (x, a) => one(x, a) * two(x, a);
      } else return left;
    }
  };
  const signed = (): Curve => {
    if (tokens[at] === "+") return (at++, signed());
    if (tokens[at] !== "-") return power();
    at++;
    const inner = signed();
    return (x, a) => -inner(x, a);
  };
  const power = (): Curve => {
    const base = part();
    if (tokens[at] !== "^") return base;
    at++;
    const by = signed();
    return (x, a) => {
      const [b, n] = [base(x, a), by(x, a)];
      const root = Math.round(1 / n); // an odd root of a negative number is there
      return b < 0 && Math.abs(1 / n - root) < 1e-9 && root % 2 !== 0 && !Number.isInteger(n) ? -Math.pow(-b, n) : Math.pow(b, n);
    };
  };
  const part = (): Curve => {
    const token = tokens[at];
    if (token === undefined) throw expected("Something");
    if (/^[\d.]/.test(token)) return (at++, () => Number(token));
    if (token === "(") {
      at++;
      const inner = sum();
      if (tokens[at++] !== ")") throw (at--, expected("A closing bracket"));
      return inner;
    }
    if (token === "|") {
      (at++, bars++);
      const inner = sum();
      if (tokens[at++] !== "|") throw (at--, expected("A closing bar"));
      bars--;
      return (x, a) => Math.abs(inner(x, a));
    }
    const name = token.toLowerCase();
    if (name === "x") return (at++, (x) => x);
    if (name === "a") return (at++, (_, a) => a);
    if (CONSTANTS[name] !== undefined) return (at++, () => CONSTANTS[name]!);
    const known = FUNCTIONS[name];
    if (known) {
      at++;
      const twice = tokens[at] === "^" && tokens[at + 1] === "2" ? ((at += 2), true) : false; // sin^2(x)
      const inner = tokens[at] === "(" || tokens[at] === "|" ? part() : power();
      return twice ? (x, a) => known(inner(x, a)) ** 2 : (x, a) => known(inner(x, a));
    }
    if (/^[axe]+$/.test(name) && name.length > 1) {
      tokens.splice(at, 1, ...name); // "ax" is a times x
      return part();
    }
    throw expected("A formula");
  };
  const found = sum();
  if (at < tokens.length) throw expected("");
  return found;
}

const COLORS = ["light-dark(#2f5fc4,#8fb4ff)", "light-dark(#b3462f,#ff9d82)", "light-dark(#2c7a4b,#7fd3a0)", "light-dark(#7a4fb5,#c9a6ff)", "light-dark(#97690d,#e8c06a)"];
const round = (value: number, step: number) => Number(value.toFixed(Math.max(0, Math.min(8, 1 - Math.floor(Math.log10(step))))));
const said = (value: number) => (!Number.isFinite(value) ? "not defined" : Math.abs(value) < 1e-9 ? "0" : Math.abs(value) >= 1e6 || Math.abs(value) < 1e-4 ? value.toExponential(3) : String(Number(value.toPrecision(5))));

interface View {
  readonly x0: number;
  readonly x1: number;
  readonly y0: number;
  readonly y1: number;
}

/** What of y is worth seeing: nearly all values, but not the far ends of a pole. */
function viewOf(curves: readonly Curve[], a: number, x0: number, x1: number): View {
  const values: number[] = [];
  for (const curve of curves) for (let n = 0; n <= 600; n++) values.push(curve(x0 + ((x1 - x0) * n) / 600, a));
  const real = values.filter(Number.isFinite).sort((one, two) => one - two);
  if (real.length === 0) return { x0, x1, y0: -5, y1: 5 };
  const [low, high] = [real[Math.floor(real.length * 0.02)]!, real[Math.floor(real.length * 0.98)]!];
  const [least, most] = [real[0]!, real.at(-1)!];
  const wild = most - least > 6 * (high - low || 1);
  const [bottom, top] = wild ? [low, high] : [least, most];
  const room = (top - bottom || 2) * 0.1;
  return { x0, x1, y0: bottom - room, y1: top + room };
}

function stepOf(span: number, places: number): number {
  const rough = span / Math.max(2, places);
  const ten = 10 ** Math.floor(Math.log10(rough));
  return [1, 2, 5, 10].map((each) => each * ten).find((each) => each >= rough)!;
}

/** Where a curve crosses zero in the view, at most eight. */
function zerosOf(curve: Curve, a: number, { x0, x1 }: View): number[] {
  const found: number[] = [];
  const dx = (x1 - x0) / 800;
  for (let n = 0; n < 800 && found.length < 8; n++) {
    let [left, right] = [x0 + n * dx, x0 + (n + 1) * dx];
    const [one, two] = [curve(left, a), curve(right, a)];
    if (one === 0) found.push(left);
    else if (one * two < 0) {
      for (let turn = 0; turn < 50; turn++) {
        const middle = (left + right) / 2;
        if (curve(middle, a) * one > 0) left = middle;
        else right = middle;
      }
      if (Math.abs(curve(left, a)) < Math.min(Math.abs(one), Math.abs(two))) found.push(Math.abs(left) < dx * 1e-6 ? 0 : left);
    }
  }
  return found;
}

function draw(canvas: HTMLCanvasElement, view: View, curves: readonly { curve: Curve; color: string }[], a: number, grid: boolean, trace: number | null): void {
  const [w, h, scale] = [canvas.clientWidth, canvas.clientHeight, Math.min(devicePixelRatio, 2)];
  if (w === 0 || h === 0) return;
  [canvas.width, canvas.height] = [w * scale, h * scale];
  const pen = canvas.getContext("2d")!;
  pen.scale(scale, scale);
  const style = getComputedStyle(canvas);
  const tone = (name: string) => style.getPropertyValue(name).trim();
  const probe = (value: string) => ((canvas.style.color = value), getComputedStyle(canvas).color);
  const [line, strong, muted, sheet] = ["--line", "--strong", "--muted", "--sheet"].map((name) => probe(tone(name))) as [string, string, string, string];
  const toX = (x: number) => ((x - view.x0) / (view.x1 - view.x0)) * w;
  const toY = (y: number) => h - ((y - view.y0) / (view.y1 - view.y0)) * h;
  const [dx, dy] = [stepOf(view.x1 - view.x0, w / 90), stepOf(view.y1 - view.y0, h / 64)];
  const [axisX, axisY] = [Math.min(w - 1, Math.max(0, toX(0))), Math.min(h - 1, Math.max(0, toY(0)))];
  pen.font = "12px Inter, system-ui, sans-serif";
  pen.lineWidth = 1;
  const rule = (x1: number, y1: number, x2: number, y2: number, color: string) => ((pen.strokeStyle = color), pen.beginPath(), pen.moveTo(x1, y1), pen.lineTo(x2, y2), pen.stroke());
  for (let x = Math.ceil(view.x0 / dx) * dx; x <= view.x1; x += dx) if (grid) rule(Math.round(toX(x)) + 0.5, 0, Math.round(toX(x)) + 0.5, h, line);
  for (let y = Math.ceil(view.y0 / dy) * dy; y <= view.y1; y += dy) if (grid) rule(0, Math.round(toY(y)) + 0.5, w, Math.round(toY(y)) + 0.5, line);
  rule(0, Math.round(axisY) + 0.5, w, Math.round(axisY) + 0.5, strong);
  rule(Math.round(axisX) + 0.5, 0, Math.round(axisX) + 0.5, h, strong);
  pen.lineJoin = "round";
  for (const { curve, color } of curves) {
    pen.strokeStyle = probe(color);
    pen.lineWidth = 2.5;
    pen.beginPath();
    let last = NaN;
    for (let px = 0; px <= w; px += 0.5) {
      const y = toY(curve(view.x0 + (px / w) * (view.x1 - view.x0), a));
      const near = Number.isFinite(y) && y > -h * 4 && y < h * 5;
      const broken = !Number.isFinite(last) || (Math.abs(y - last) > h * 0.9 && (y < 0 || y > h || last < 0 || last > h));
      if (near) broken ? pen.moveTo(px, y) : pen.lineTo(px, y);
      last = near ? y : NaN;
    }
    pen.stroke();
  }
  pen.fillStyle = muted;
  pen.strokeStyle = sheet;
  pen.lineWidth = 4;
  const label = (text: string, x: number, y: number) => (pen.strokeText(text, x, y), pen.fillText(text, x, y));
  pen.textAlign = "center";
  for (let x = Math.ceil(view.x0 / dx) * dx; x <= view.x1; x += dx) if (Math.abs(x) > dx / 2 && toX(x) > 14 && toX(x) < w - 14) label(String(round(x, dx)), toX(x), Math.min(h - 6, axisY + 16));
  pen.textAlign = axisX > w - 40 ? "right" : "left";
  for (let y = Math.ceil(view.y0 / dy) * dy; y <= view.y1; y += dy) if (Math.abs(y) > dy / 2 && toY(y) > 12 && toY(y) < h - 6) label(String(round(y, dy)), axisX > w - 40 ? axisX - 6 : axisX + 6, toY(y) + 4);
  if (trace !== null) {
    rule(toX(trace), 0, toX(trace), h, muted);
    for (const { curve, color } of curves) {
      const y = toY(curve(trace, a));
      if (Number.isFinite(y)) ((pen.fillStyle = probe(color)), (pen.lineWidth = 2), (pen.strokeStyle = sheet), pen.beginPath(), pen.arc(toX(trace), y, 5, 0, 7), pen.fill(), pen.stroke());
    }
  }
  canvas.style.color = "";
}

export default function App({ params }: { params?: Partial<typeof parameters> }) {
  const given = { ...parameters, ...params };
  const [text, setText] = useState(given.formulas);
  const [a, setA] = useState(given.a);
  const [moved, setMoved] = useState<View | null>(null);
  const [trace, setTrace] = useState<number | null>(null);
  const [painted, setPainted] = useState(0);
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => (setText(given.formulas), setMoved(null)), [given.formulas, given.from, given.to]);
  useEffect(() => setA(given.a), [given.a]);

  const lines = useMemo(() => text.split(/[\n;]/).filter((line) => line.trim()).slice(0, 5).map((line, n) => {
    try {
      return { line, curve: curveOf(line), color: COLORS[n]!, wrong: "" };
    } catch (error) {
      return { line, curve: null, color: COLORS[n]!, wrong: (error as Error).message };
    }
  }), [text]);
  const curves = lines.flatMap((each) => (each.curve ? [{ curve: each.curve, color: each.color }] : []));
  const [x0, x1] = given.from < given.to ? [given.from, given.to] : [given.to, given.from + (given.from === given.to ? 1 : 0)];
  const whole = useMemo(() => viewOf(curves.map((each) => each.curve), a, x0, x1), [lines, x0, x1]);
  const view = moved ?? whole;

  useEffect(() => {
    if (canvas.current) draw(canvas.current, view, curves, a, given.grid, trace);
  }, [view, lines, a, given.grid, trace, painted]);
  useEffect(() => {
    const again = () => setPainted((n) => n + 1);
    const sized = new ResizeObserver(again);
    sized.observe(canvas.current!);
    const theme = new MutationObserver(again);
    theme.observe(document.documentElement, { attributes: true });
    const scheme = matchMedia("(prefers-color-scheme: dark)");
    scheme.addEventListener("change", again);
    return () => (sized.disconnect(), theme.disconnect(), scheme.removeEventListener("change", again));
  }, []);

  const now = useRef(view);
  now.current = view;
  const zoom = (by: number, atX = 0.5, atY = 0.5) => {
    const v = now.current;
    const [cx, cy] = [v.x0 + (v.x1 - v.x0) * atX, v.y0 + (v.y1 - v.y0) * atY];
    setMoved({ x0: cx - (cx - v.x0) * by, x1: cx + (v.x1 - cx) * by, y0: cy - (cy - v.y0) * by, y1: cy + (v.y1 - cy) * by });
  };
  const pan = (dx: number, dy: number) => {
    const v = now.current;
    const [x, y] = [(v.x1 - v.x0) * dx, (v.y1 - v.y0) * dy];
    setMoved({ x0: v.x0 + x, x1: v.x1 + x, y0: v.y0 + y, y1: v.y1 + y });
  };
  useEffect(() => {
    const target = canvas.current!;
    const held = new Map<number, [number, number]>();
    const at = (event: PointerEvent | WheelEvent) => {
      const box = target.getBoundingClientRect();
      return [(event.clientX - box.left) / box.width, 1 - (event.clientY - box.top) / box.height] as [number, number];
    };
    const wheel = (event: WheelEvent) => (event.preventDefault(), zoom(Math.exp(event.deltaY * 0.0015), ...at(event)));
    const down = (event: PointerEvent) => (target.setPointerCapture(event.pointerId), void held.set(event.pointerId, at(event)));
    const move = (event: PointerEvent) => {
      const [to, from] = [at(event), held.get(event.pointerId)];
      const v = now.current;
      setTrace(v.x0 + (v.x1 - v.x0) * to[0]);
      if (!from) return;
      if (held.size === 1) pan(from[0] - to[0], from[1] - to[1]);
      else {
        const other = [...held].find(([id]) => id !== event.pointerId)![1];
        zoom(Math.hypot(from[0] - other[0], from[1] - other[1]) / (Math.hypot(to[0] - other[0], to[1] - other[1]) || 1), other[0], other[1]);
      }
      held.set(event.pointerId, to);
    };
    const up = (event: PointerEvent) => void held.delete(event.pointerId);
    const out = () => setTrace(null);
    target.addEventListener("wheel", wheel, { passive: false });
    target.addEventListener("pointerdown", down);
    target.addEventListener("pointermove", move);
    target.addEventListener("pointerup", up);
    target.addEventListener("pointercancel", up);
    target.addEventListener("pointerleave", out);
    return () => target.removeEventListener("wheel", wheel);
  }, []);

  const press = (event: React.KeyboardEvent) => {
    const done: Record<string, () => void> = {
      ArrowLeft: () => (event.shiftKey ? setTrace((trace ?? (view.x0 + view.x1) / 2) - (view.x1 - view.x0) / 200) : pan(-0.1, 0)),
      ArrowRight: () => (event.shiftKey ? setTrace((trace ?? (view.x0 + view.x1) / 2) + (view.x1 - view.x0) / 200) : pan(0.1, 0)),
      ArrowUp: () => pan(0, 0.1), ArrowDown: () => pan(0, -0.1), "+": () => zoom(0.8), "=": () => zoom(0.8), "-": () => zoom(1.25), "0": () => setMoved(null),
    };
    if (!done[event.key]) return;
    event.preventDefault();
    done[event.key]!();
  };
  const usesA = lines.some((each) => /a/i.test(each.line.replace(/[a-z]{2,}/gi, "")) || /\bax|xa\b/i.test(each.line));
  const zeros = lines.map((each) => (each.curve ? zerosOf(each.curve, a, view) : []));

  return (
    <main className="plot">
      <style>{CSS}</style>
      <div className="sheet">
        <canvas ref={canvas} tabIndex={0} role="img" onKeyDown={press} aria-label={`Plot of ${lines.map((each) => each.line.trim()).join(" and ")} from x = ${said(view.x0)} to ${said(view.x1)}. Arrow keys pan, plus and minus zoom, shift with arrows reads values.`} />
        <div className="zoom" role="group" aria-label="Zoom">
          <button type="button" aria-label="Zoom in" onClick={() => zoom(0.75)}>+</button>
          <button type="button" aria-label="Zoom out" onClick={() => zoom(1.33)}>−</button>
          {moved && <button type="button" onClick={() => setMoved(null)}>All</button>}
        </div>
        {trace !== null && (
          <p className="read">
            x = {said(trace)}
            {lines.map((each, n) => each.curve && <span key={n} style={{ color: each.color }}>{said(each.curve(trace, a))}</span>)}
          </p>
        )}
      </div>
      <div className="desk">
        <label>
          <span>Formulas in x, one a line</span>
          <textarea value={text} rows={Math.min(5, text.split("\n").length)} spellCheck={false} autoCapitalize="off" onChange={(event) => (setText(event.target.value), setMoved(null))} />
        </label>
        {usesA && (
          <label className="a">
            <span>a = {said(a)}</span>
            <input type="range" min={-5} max={5} step={0.05} value={a} onChange={(event) => setA(+event.target.value)} />
          </label>
        )}
        <ul aria-live="polite">
          {lines.map((each, n) => (
            <li key={n}>
              <i style={{ background: each.color }} />
              <code>{each.line.trim()}</code>
              <span className={each.wrong ? "wrong" : ""}>{each.wrong || (zeros[n]!.length ? `is 0 at x = ${zeros[n]!.map(said).join(", ")}${zeros[n]!.length === 8 ? ", …" : ""}` : "is nowhere 0 here")}</span>
            </li>
          ))}
          {lines.length === 0 && <li>Write a formula, such as 2x^2 - 3 or sin(a x).</li>}
        </ul>
      </div>
    </main>
  );
}

const CSS = `
.plot { --fg: light-dark(#26231f, #e9e7e2); --muted: light-dark(#6b6459, #a6a9b5); --line: light-dark(#ece6da, #23273a); --strong: light-dark(#a49a88, #5a6078); --sheet: light-dark(#fffdf8, #11141f);
  --accent: light-dark(#2f5fc4, #8fb4ff); position: fixed; inset: 0; display: flex; flex-direction: column; color: var(--fg); background: var(--sheet); font: 14px/20px Inter, system-ui, sans-serif; }
.plot * { box-sizing: border-box; }
.plot :focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.sheet { position: relative; flex: 1; min-height: 160px; }
.sheet canvas { position: absolute; inset: 0; width: 100%; height: 100%; touch-action: none; cursor: crosshair; }
.sheet canvas:focus-visible { outline-offset: -3px; }
.zoom { position: absolute; inset-block-start: 10px; inset-inline-end: 10px; display: flex; gap: 4px; }
.zoom button { min-width: 36px; height: 36px; padding: 0 10px; border: 1px solid light-dark(#ddd5c6, #2b3042); border-radius: 6px; background: var(--sheet); color: var(--fg); font: inherit; font-size: 16px; cursor: pointer; }
.read { position: absolute; inset-block-start: 10px; inset-inline-start: 10px; display: flex; flex-wrap: wrap; gap: 4px 14px; margin: 0; padding: 6px 10px; border: 1px solid light-dark(#ddd5c6, #2b3042); border-radius: 6px; background: var(--sheet); font-size: 13px; font-variant-numeric: tabular-nums; pointer-events: none; }
.read span { font-weight: 500; }
.desk { display: grid; grid-template-columns: minmax(180px, 1fr) minmax(0, 1.4fr); gap: 10px 20px; align-items: start; padding: 12px 16px; border-top: 1px solid light-dark(#ddd5c6, #2b3042); background: light-dark(#f8f4ec, #0d1019); max-height: 46%; overflow: auto; }
.desk label { display: grid; gap: 3px; color: var(--muted); font-size: 12px; }
.desk textarea { width: 100%; padding: 7px 10px; border: 1px solid light-dark(#ddd5c6, #2b3042); border-radius: 6px; background: var(--sheet); color: var(--fg); font: 14px/22px "JetBrains Mono", ui-monospace, monospace; resize: vertical; }
.desk .a { grid-column: 1; } .desk input { width: 100%; height: 28px; margin: 0; accent-color: var(--accent); }
.desk ul { display: grid; gap: 6px; margin: 0; padding: 0; list-style: none; font-size: 13px; grid-column: 2; grid-row: 1 / span 2; }
.desk li { display: flex; flex-wrap: wrap; align-items: baseline; gap: 4px 8px; color: var(--muted); font-variant-numeric: tabular-nums; }
.desk i { width: 10px; height: 10px; border-radius: 3px; align-self: center; } .desk code { color: var(--fg); font: 13px/20px "JetBrains Mono", ui-monospace, monospace; overflow-wrap: anywhere; }
.desk .wrong { color: light-dark(#a32f22, #ff9d8f); }
@media (max-width: 560px) { .desk { grid-template-columns: minmax(0, 1fr); padding: 10px 12px; } .desk ul { grid-column: 1; grid-row: auto; } .zoom button { min-width: 44px; height: 44px; } .desk textarea { font-size: 16px; } }
`;
