// A sheet that calculates. Formulas are read by a small parser; nothing in them is run as code.
import { useEffect, useMemo, useRef, useState } from "react";

export const parameters = {
  heading: "Budget of a month", // Heading
  cells: "A1: What\nB1: Planned\nC1: Spent\nD1: Left\nA2: Rent\nB2: 950\nC2: 950\nD2: =B2-C2\nA3: Food\nB3: 380\nC3: 342.60\nD3: =B3-C3\nA4: Train\nB4: 120\nC4: 49\nD4: =B4-C4\nA5: Other\nB5: 200\nC5: 231.15\nD5: =B5-C5\nA6: Sum\nB6: =SUM(B2:B5)\nC6: =SUM(C2:C5)\nD6: =SUM(D2:D5)\nA7: Spent, of planned\nC7: =ROUND(C6/B6*100, 1)&\" %\"", // Cells to begin with, one a line: B2: =A2*3 | lines
  columns: 6, // Columns | 2..12 step 1
  rows: 14, // Rows | 3..60 step 1
  decimals: 2, // Decimals | 0..6 step 1
};

type Value = number | string | boolean | Range;
type Range = readonly Value[];
type Cells = Readonly<Record<string, string>>;
const LETTERS = "ABCDEFGHIJKL";
const isRange = (value: Value): value is Range => Array.isArray(value);
class Wrong extends Error {}

const flat = (values: readonly Value[]): (number | string | boolean)[] => values.flatMap((value) => (isRange(value) ? flat(value) : [value])) as (number | string | boolean)[];
const numbers = (values: readonly Value[]) => flat(values).filter((value): value is number => typeof value === "number");
function number(value: Value | undefined): number {
  if (value === undefined || isRange(value)) throw new Wrong("a number is missing");
  if (value === "") return 0;
  const found = typeof value === "string" ? Number(value) : Number(value);
  if (Number.isNaN(found)) throw new Wrong(`“${value}” is no number`);
  return found;
}
const FUNCTIONS: Readonly<Record<string, (...args: Value[]) => Value>> = {
  SUM: (...a) => numbers(a).reduce((one, two) => one + two, 0), COUNT: (...a) => numbers(a).length, PRODUCT: (...a) => numbers(a).reduce((one, two) => one * two, 1),
  AVERAGE: (...a) => (numbers(a).length ? numbers(a).reduce((one, two) => one + two, 0) / numbers(a).length : (() => { throw new Wrong("there are no numbers"); })()),
  MIN: (...a) => Math.min(...numbers(a)), MAX: (...a) => Math.max(...numbers(a)), ABS: (a) => Math.abs(number(a)), SQRT: (a) => Math.sqrt(number(a)),
  ROUND: (a, b) => Math.round(number(a) * 10 ** number(b ?? 0)) / 10 ** number(b ?? 0), MOD: (a, b) => number(a) - number(b) * Math.floor(number(a) / number(b)), POWER: (a, b) => number(a) ** number(b),
  IF: (a, b, c) => (a ? b : c) ?? "", PMT: (rate, n, sum) => (number(rate) === 0 ? number(sum) / number(n) : (number(sum) * number(rate)) / (1 - (1 + number(rate)) ** -number(n))), PI: () => Math.PI,
  MEDIAN: (...a) => { const s = numbers(a).sort((x, y) => x - y); const m = s.length >> 1; return s.length % 2 ? s[m]! : (s[m - 1]! + s[m]!) / 2; },
};

/** What a cell shows. Throws Wrong in plain words; a cell that needs itself is wrong, too. */
function valueOf(cells: Cells, name: string, open: ReadonlySet<string> = new Set()): Value {
  const text = (cells[name] ?? "").trim();
  if (!text.startsWith("=")) return text !== "" && !Number.isNaN(Number(text.replaceAll(",", ""))) ? Number(text.replaceAll(",", "")) : text;
  if (open.has(name)) throw new Wrong(`${name} needs itself`);
  const inner = new Set([...open, name]);
  const tokens = text.slice(1).match(/"[^"]*"|[A-Za-z]+\d+|[A-Za-z]+|\d+\.?\d*|\.\d+|<=|>=|<>|\S/g) ?? [];
  let at = 0;
  const take = (...wanted: string[]) => (tokens[at] !== undefined && wanted.includes(tokens[at]!) ? tokens[at++] : undefined);
  const compared = (): Value => {
    const left = joined();
    const sign = take("=", "<>", "<=", ">=", "<", ">");
    if (!sign) return left;
    const right = joined();
    const order = typeof left === "string" || typeof right === "string" ? String(left).localeCompare(String(right)) : number(left) - number(right);
    return { "=": order === 0, "<>": order !== 0, "<=": order <= 0, ">=": order >= 0, "<": order < 0, ">": order > 0 }[sign]!;
  };
  const joined = (): Value => {
    let left = sum();
    while (take("&")) left = `${plain(left)}${plain(sum())}`;
    return left;
  };
  const sum = (): Value => {
    let left = product();
    for (let sign; (sign = take("+", "-")); ) { const right = number(product()); left = sign === "+" ? number(left) + right : number(left) - right; }
    return left;
  };
  const product = (): Value => {
    let left = power();
    for (let sign; (sign = take("*", "/")); ) {
      const right = number(power());
      if (sign === "/" && right === 0) throw new Wrong("a division by zero");
      left = sign === "*" ? number(left) * right : number(left) / right;
    }
    return left;
  };
  const power = (): Value => {
    if (take("-")) return -number(power());
    if (take("+")) return number(power());
    const base = part();
    const raised = take("^") ? number(base) ** number(power()) : base;
    return take("%") ? number(raised) / 100 : raised;
  };
  const part = (): Value => {
    const token = tokens[at++];
    if (token === undefined) throw new Wrong("the formula breaks off");
    if (token.startsWith('"')) return token.slice(1, -1);
    if (/^[\d.]/.test(token)) return Number(token);
    if (token === "(") {
      const value = compared();
      if (!take(")")) throw new Wrong("a ) is missing");
      return value;
    }
    const upper = token.toUpperCase();
    if (/^[A-Z]+\d+$/.test(upper)) {
      if (!take(":")) return valueOf(cells, upper, inner);
      const to = (tokens[at++] ?? "").toUpperCase();
      if (!/^[A-Z]\d+$/.test(to)) throw new Wrong("a range needs two cells, as in B2:B6");
      const [c1, c2] = [upper, to].map((each) => LETTERS.indexOf(each[0]!)).sort((one, two) => one - two) as [number, number];
      const [r1, r2] = [upper, to].map((each) => Number(each.slice(1))).sort((one, two) => one - two) as [number, number];
      const found: Value[] = [];
      for (let r = r1; r <= Math.min(r2, 99); r++) for (let c = c1; c <= c2; c++) found.push(valueOf(cells, `${LETTERS[c]}${r}`, inner));
      return found;
    }
    const known = FUNCTIONS[upper];
    if (!known) throw new Wrong(`${token} is not known here`);
    if (!take("(")) throw new Wrong(`${upper} needs ( behind it`);
    const args: Value[] = [];
    if (!take(")")) {
      do args.push(compared()); while (take(",", ";"));
      if (!take(")")) throw new Wrong("a ) is missing");
    }
    return known(...args);
  };
  const value = compared();
  if (at < tokens.length) throw new Wrong(`“${tokens[at]}” is not understood`);
  return value;
}

const plain = (value: Value) => (typeof value === "number" ? String(Number(value.toPrecision(12))) : shown(value, 6));

function shown(value: Value, decimals: number): string {
  if (typeof value === "number") return Number.isFinite(value) ? value.toLocaleString("en", { maximumFractionDigits: decimals, minimumFractionDigits: Number.isInteger(value) ? 0 : Math.min(2, decimals) }) : "not a number";
  if (isRange(value)) return value.length ? shown(value[0]!, decimals) : "";
  return typeof value === "boolean" ? (value ? "true" : "false") : value;
}

const cellsOf = (text: string): Cells => Object.fromEntries(text.split("\n").flatMap((line) => {
  const found = /^\s*([A-La-l]\d{1,2})\s*:\s?(.*)$/.exec(line);
  return found && found[2] !== "" ? [[found[1]!.toUpperCase(), found[2]!]] : [];
}));

export default function App({ params }: { params?: Partial<typeof parameters> }) {
  const given = { ...parameters, ...params };
  const [cells, setCells] = useState<Cells>(() => cellsOf(given.cells));
  const [at, setAt] = useState<readonly [number, number]>([0, 1]);
  const [draft, setDraft] = useState<string | null>(null);
  const input = useRef<HTMLInputElement>(null);
  const grid = useRef<HTMLTableElement>(null);
  const begun = useRef(given.cells);
  const name = `${LETTERS[at[0]]}${at[1]}`;

  useEffect(() => {
    if (begun.current !== given.cells) ((begun.current = given.cells), setCells(cellsOf(given.cells)));
  }, [given.cells]);
  useEffect(() => {
    Promise.resolve(globalThis.gesso?.kv.get("cells")).then((kept) => {
      const found = kept as { of?: string; cells?: Cells } | null | undefined;
      if (found?.cells && found.of === given.cells) setCells(found.cells);
    }, () => undefined);
  }, []);
  const put = (text: string) => {
    const next = { ...cells, [name]: text };
    if (!text) delete (next as Record<string, string>)[name];
    setCells(next);
    setDraft(null);
    void Promise.resolve(globalThis.gesso?.kv.set("cells", { of: given.cells, cells: next })).catch(() => undefined);
  };
  const values = useMemo(() => {
    const found: Record<string, { words: string; number: boolean; wrong: string }> = {};
    for (const each of Object.keys(cells)) {
      try {
        const value = valueOf(cells, each);
        found[each] = { words: shown(value, given.decimals), number: typeof value === "number", wrong: "" };
      } catch (error) {
        found[each] = { words: "!", number: false, wrong: error instanceof Wrong ? error.message : "this is too long a chain" };
      }
    }
    return found;
  }, [cells, given.decimals]);

  const go = (dx: number, dy: number) => {
    const next = [Math.max(0, Math.min(given.columns - 1, at[0] + dx)), Math.max(1, Math.min(given.rows, at[1] + dy))] as const;
    setAt(next);
    const cell = grid.current?.rows[next[1]]?.cells[next[0] + 1];
    cell?.focus({ preventScroll: true });
    cell?.scrollIntoView({ block: "nearest", inline: "nearest" });
  };
  const press = (event: React.KeyboardEvent) => {
    const step: Record<string, [number, number]> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (step[event.key]) go(...step[event.key]!);
    else if (event.key === "Enter" || event.key === "F2") (setDraft(cells[name] ?? ""), input.current?.focus());
    else if (event.key === "Delete" || event.key === "Backspace") put("");
    else if (event.key.length === 1) (setDraft(event.key), input.current?.focus());
    else return;
    event.preventDefault();
  };
  const note = values[name]?.wrong ? `${name} cannot be calculated: ${values[name]!.wrong}.` : cells[name]?.startsWith("=") ? `${name} is ${values[name]?.words}` : "";

  return (
    <main className="calc">
      <style>{CSS}</style>
      <h1>{given.heading}</h1>
      <form onSubmit={(event) => (event.preventDefault(), put(draft ?? cells[name] ?? ""), go(0, 1))}>
        <label htmlFor="formula">{name}</label>
        <input ref={input} id="formula" value={draft ?? cells[name] ?? ""} autoComplete="off" autoCapitalize="off" spellCheck={false} placeholder="A number, words, or a formula such as =SUM(B2:B5)" onChange={(event) => setDraft(event.target.value)}
          onKeyDown={(event) => event.key === "Escape" && (setDraft(null), go(0, 0))} onBlur={() => draft !== null && put(draft)} />
      </form>
      <p className={values[name]?.wrong ? "note wrong" : "note"} role="status">{note}</p>
      <div className="scroll">
        <table ref={grid} role="grid" aria-label={given.heading}>
          <thead>
            <tr><th aria-label="Rows" />{Array.from({ length: given.columns }, (_, c) => <th key={c} scope="col">{LETTERS[c]}</th>)}</tr>
          </thead>
          <tbody>
            {Array.from({ length: given.rows }, (_, r) => (
              <tr key={r}>
                <th scope="row">{r + 1}</th>
                {Array.from({ length: given.columns }, (_, c) => {
                  const each = `${LETTERS[c]}${r + 1}`;
                  const value = values[each];
                  const on = each === name;
                  return (
                    <td key={c} role="gridcell" tabIndex={on ? 0 : -1} aria-selected={on} title={value?.wrong || (cells[each]?.startsWith("=") ? cells[each] : undefined)} className={[value?.number ? "n" : "", value?.wrong ? "wrong" : "", cells[each]?.startsWith("=") ? "f" : ""].join(" ")}
                      onClick={() => setAt([c, r + 1])} onDoubleClick={() => (setDraft(cells[each] ?? ""), input.current?.focus())} onFocus={() => setAt([c, r + 1])} onKeyDown={press}>
                      {value?.words ?? ""}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </main>
  );
}

declare global {
  // What an app can ask of the page around it.
  var gesso: { kv: { get(key: string): Promise<unknown>; set(key: string, value: unknown): Promise<void> } } | undefined;
}

const CSS = `
.calc { --fg: light-dark(#26231f, #e9e7e2); --muted: light-dark(#6b6459, #a6a9b5); --line: light-dark(#e4ddcf, #2a3044); --sheet: light-dark(#fffefb, #151a27); --head: light-dark(#f3eee3, #1b2132);
  --accent: light-dark(#2f5fc4, #8fb4ff); position: fixed; inset: 0; display: flex; flex-direction: column; color: var(--fg); background: var(--sheet); font: 14px/20px Inter, system-ui, sans-serif; }
.calc * { box-sizing: border-box; }
.calc h1 { margin: 0; padding: 16px 20px 10px; font: 500 22px/28px "Source Serif 4", Georgia, serif; }
.calc form { display: flex; align-items: center; gap: 0; margin: 0 20px; border: 1px solid var(--line); border-radius: 8px; overflow: hidden; } .calc form:focus-within { outline: 2px solid var(--accent); outline-offset: 1px; }
.calc label { flex: none; width: 52px; text-align: center; color: var(--muted); font-weight: 500; font-variant-numeric: tabular-nums; } .calc input { flex: 1; min-width: 0; height: 40px; padding: 0 12px; border: 0; border-inline-start: 1px solid var(--line); outline: none; background: transparent; color: var(--fg); font: 14px "JetBrains Mono", ui-monospace, monospace; }
.note { min-height: 20px; margin: 4px 20px 8px; color: var(--muted); font-size: 13px; } .wrong { color: light-dark(#a32f22, #ff9d8f) !important; }
.scroll { flex: 1; min-height: 0; overflow: auto; border-top: 1px solid var(--line); } .calc table { border-collapse: separate; border-spacing: 0; min-width: 100%; font-variant-numeric: tabular-nums; }
.calc th { position: sticky; z-index: 1; background: var(--head); color: var(--muted); font-weight: 500; font-size: 12px; height: 28px; border-bottom: 1px solid var(--line); border-inline-end: 1px solid var(--line); } .calc thead th { top: 0; } .calc tbody th { inset-inline-start: 0; min-width: 40px; } .calc thead th:first-child { inset-inline-start: 0; z-index: 2; }
.calc td { min-width: 112px; max-width: 240px; height: 34px; padding: 0 10px; border-bottom: 1px solid var(--line); border-inline-end: 1px solid var(--line); white-space: nowrap; overflow: hidden; text-overflow: ellipsis; cursor: cell; outline: none; }
.calc td.n { text-align: end; } .calc td.f { background: light-dark(#f4f7fe, #182137); } .calc td[aria-selected=true] { box-shadow: inset 0 0 0 2px var(--accent); }
@media (max-width: 560px) { .calc h1 { padding: 12px 12px 8px; font-size: 18px; } .calc form, .note { margin-inline: 12px; } .calc input { height: 44px; font-size: 16px; } .calc td { height: 44px; min-width: 96px; } }
`;
