/**
 * A Markdown table as rows and cells, and every edit of it as small changes of its source. Pure.
 *
 * An edit touches only the lines and cells it is about, so that what somebody else types in another cell at the same time
 * survives. A row that is not written between two bars is written anew with them. Offsets are UTF-16 units from the
 * start of the source.
 */

export type Side = "" | "start" | "center" | "end";

export interface Cell {
  /** Between its bars, blanks included. */
  readonly start: number;
  readonly end: number;
  /** Its words. */
  readonly from: number;
  readonly to: number;
}

export interface Row {
  readonly from: number;
  /** Before the line end, a carriage return included in that. */
  readonly to: number;
  readonly cells: readonly Cell[];
  /** Begins and ends with a bar. */
  readonly barred: boolean;
}

export interface Table {
  readonly source: string;
  /** The header first; the row of dashes is `dashes`. */
  readonly rows: readonly Row[];
  readonly dashes: Row;
  readonly sides: readonly Side[];
  readonly width: number;
}

export interface Edit {
  readonly from: number;
  readonly to: number;
  readonly insert: string;
}

function row(source: string, from: number, lineEnd: number): Row {
  const to = source[lineEnd - 1] === "\r" ? lineEnd - 1 : lineEnd;
  const bars: number[] = [];
  let escaped = false;
  for (let at = from; at < to; at++) {
    const sign = source[at];
    if (sign === "|" && !escaped) bars.push(at);
    escaped = !escaped && sign === "\\";
  }
  const first = bars[0];
  const last = bars.at(-1);
  const leading = first !== undefined && !source.slice(from, first).trim();
  const trailing = last !== undefined && (last !== first || !leading) && !source.slice(last + 1, to).trim();
  const starts = [...(leading ? [] : [from]), ...bars.slice(0, trailing ? -1 : undefined).map((bar) => bar + 1)];
  const ends = [...bars.slice(leading ? 1 : 0), ...(trailing ? [] : [to])];
  const cells = starts.map((start, index) => {
    const end = Math.max(start, ends[index] ?? to);
    const raw = source.slice(start, end);
    const words = raw.trim();
    if (!words) return { start, end, from: Math.min(start + 1, end), to: Math.min(start + 1, end) };
    const lead = start + raw.length - raw.trimStart().length;
    return { start, end, from: lead, to: lead + words.length };
  });
  return { from, to, cells, barred: leading && trailing };
}

const DASHES = /^:?-+:?$/;

/** The table that `source` is, all of it; null when it is none. */
export function parseTable(source: string): Table | null {
  const lines: Row[] = [];
  for (let at = 0; at <= source.length; ) {
    const next = source.indexOf("\n", at);
    const end = next < 0 ? source.length : next;
    lines.push(row(source, at, end));
    at = end + 1;
  }
  const [header, dashes, ...body] = lines;
  if (!header || !dashes) return null;
  const marks = dashes.cells.map((cell) => source.slice(cell.from, cell.to));
  if (marks.length === 0 || !marks.every((mark) => DASHES.test(mark))) return null;
  const sides = marks.map((mark): Side => {
    if (mark.startsWith(":")) return mark.endsWith(":") && mark.length > 1 ? "center" : "start";
    return mark.endsWith(":") ? "end" : "";
  });
  const rows = [header, ...body];
  return { source, rows, dashes, sides, width: Math.max(header.cells.length, sides.length) };
}

/** A cell's source as it is typed: bars as they are, `<br>` as a new line. */
export function decodeCell(source: string): string {
  return source.replace(/(\\*)\\\|/g, (_all, slashes: string) => "\\".repeat(Math.floor(slashes.length / 2)) + "|").replace(/<br\s*\/?>/gi, "\n");
}

/** What was typed as a cell's source: on one line, without a bar that would end the cell. */
export function encodeCell(words: string): string {
  const safe = words.replace(/\r\n?|\n/g, "<br>").replace(/(\\*)\|/g, (_all, slashes: string) => `${slashes}${slashes}\\|`);
  // A backslash at the end would take the blank after it; one alone is doubled.
  return safe.trim();
}

export function wordsOf(table: Table, at: number, column: number): string {
  const cell = table.rows[at]?.cells[column];
  return cell ? decodeCell(table.source.slice(cell.from, cell.to)) : "";
}

function shortest(source: string, from: number, to: number, insert: string): Edit[] {
  const old = source.slice(from, to);
  if (old === insert) return [];
  const most = Math.min(old.length, insert.length);
  let head = 0;
  while (head < most && old[head] === insert[head]) head++;
  let tail = 0;
  while (tail < most - head && old[old.length - 1 - tail] === insert[insert.length - 1 - tail]) tail++;
  // Never between the halves of a pair.
  if (head > 0 && /[\ud800-\udbff]/.test(old[head - 1]!)) head--;
  if (tail > 0 && /[\udc00-\udfff]/.test(old[old.length - tail]!)) tail--;
  return [{ from: from + head, to: to - tail, insert: insert.slice(head, insert.length - tail) }];
}

function raws(table: Table, line: Row): string[] {
  if (line.barred) return line.cells.map((cell) => table.source.slice(cell.start, cell.end));
  return line.cells.map((cell) => ` ${table.source.slice(cell.from, cell.to)} `.replace(/^ {2}$/, "  "));
}

function indent(table: Table, line: Row): string {
  return /^[ \t]*/.exec(table.source.slice(line.from, line.to))![0];
}

function rewritten(table: Table, line: Row, parts: readonly string[]): Edit[] {
  const tail = line.barred ? table.source.slice(line.cells.at(-1)!.end + 1, line.to) : "";
  return shortest(table.source, line.from, line.to, `${indent(table, line)}|${parts.join("|")}|${tail}`);
}

/** `words` as they were typed in the cell; a row that is too short gets the cells it lacks. */
export function setCell(table: Table, at: number, column: number, words: string): Edit[] {
  const line = table.rows[at];
  if (!line) return [];
  const source = encodeCell(words);
  const cell = line.cells[column];
  if (line.barred && cell) {
    if (source && cell.from < cell.to) return shortest(table.source, cell.from, cell.to, source);
    return shortest(table.source, cell.start, cell.end, source ? ` ${source} ` : "  ");
  }
  const parts = raws(table, line);
  while (parts.length <= column) parts.push("  ");
  parts[column] = source ? ` ${source} ` : "  ";
  return rewritten(table, line, parts);
}

function blank(width: number): string {
  return `|${"  |".repeat(width)}`;
}

/** An empty row before the row `at`, which is 1 or more. */
export function insertRow(table: Table, at: number): Edit[] {
  const before = at <= 1 ? table.dashes : table.rows[Math.min(at, table.rows.length) - 1]!;
  const eol = table.source[table.dashes.from - 2] === "\r" ? "\r\n" : "\n";
  return [{ from: before.to, to: before.to, insert: `${eol}${indent(table, table.rows[0]!)}${blank(table.width)}` }];
}

export function removeRow(table: Table, at: number): Edit[] {
  const line = table.rows[at];
  if (!line || at < 1) return [];
  const before = at === 1 ? table.dashes : table.rows[at - 1]!;
  return [{ from: before.to, to: line.to, insert: "" }];
}

/** The row one down or up; the header stays where it is. */
export function moveRow(table: Table, at: number, direction: 1 | -1): Edit[] {
  const [upper, lower] = direction === 1 ? [at, at + 1] : [at - 1, at];
  const [one, two] = [table.rows[upper], table.rows[lower]];
  if (!one || !two || upper < 1) return [];
  const eol = table.source.slice(one.to, two.from);
  return [
    { from: one.from, to: one.from, insert: table.source.slice(two.from, two.to) + eol },
    { from: one.to, to: two.to, insert: "" },
  ];
}

function eachLine(table: Table, change: (parts: string[], line: Row) => void): Edit[] {
  return [table.rows[0]!, table.dashes, ...table.rows.slice(1)].flatMap((line) => {
    const parts = raws(table, line);
    while (parts.length < table.width) parts.push(line === table.dashes ? " --- " : "  ");
    change(parts, line);
    return rewritten(table, line, parts);
  });
}

export function insertColumn(table: Table, at: number): Edit[] {
  return eachLine(table, (parts, line) => parts.splice(at, 0, line === table.dashes ? " --- " : "  "));
}

/** The last column stays: a table without any is no table. */
export function removeColumn(table: Table, at: number): Edit[] {
  return table.width < 2 ? [] : eachLine(table, (parts) => parts.splice(at, 1));
}

export function moveColumn(table: Table, at: number, direction: 1 | -1): Edit[] {
  const other = at + direction;
  if (other < 0 || other >= table.width) return [];
  return eachLine(table, (parts) => ([parts[at], parts[other]] = [parts[other]!, parts[at]!]));
}

export function alignColumn(table: Table, at: number, side: Side): Edit[] {
  const parts = raws(table, table.dashes);
  while (parts.length < table.width) parts.push(" --- ");
  const room = Math.max(3, parts[at]!.trim().length);
  const left = side === "start" || side === "center" ? ":" : "";
  const right = side === "end" || side === "center" ? ":" : "";
  parts[at] = ` ${left}${"-".repeat(Math.max(1, room - left.length - right.length))}${right} `;
  return rewritten(table, table.dashes, parts);
}

/** A grid put in with its first cell at (`at`, `column`); the table grows where it is too small. */
export function pasteGrid(table: Table, at: number, column: number, grid: readonly (readonly string[])[]): Edit[] {
  const width = Math.max(table.width, column + Math.max(...grid.map((line) => line.length)));
  const edits: Edit[] = [];
  const wider = width > table.width;
  for (const [index, line] of [...table.rows, table.dashes].entries()) {
    const words = index < table.rows.length ? grid[index - at] : undefined;
    if (!words && !wider) continue;
    const parts = raws(table, line);
    while (parts.length < width) parts.push(line === table.dashes ? " --- " : "  ");
    for (const [offset, word] of (words ?? []).entries()) parts[column + offset] = ` ${encodeCell(word)} `;
    edits.push(...rewritten(table, line, parts));
  }
  const missing = grid.slice(table.rows.length - at);
  if (missing.length > 0) {
    const last = table.rows.length > 1 ? table.rows.at(-1)! : table.dashes;
    const insert = missing.map((line) => {
      const cells = Array.from({ length: width }, (_, index) => ` ${encodeCell(line[index - column] ?? "")} `);
      return `\n${indent(table, table.rows[0]!)}|${cells.join("|")}|`;
    });
    edits.push({ from: last.to, to: last.to, insert: insert.join("") });
  }
  return edits.sort((a, b) => a.from - b.from);
}

/** A grid as a Markdown table; its first row is the header. */
export function renderTable(grid: readonly (readonly string[])[]): string {
  const width = Math.max(...grid.map((line) => line.length));
  const lines = grid.map((line) => `| ${Array.from({ length: width }, (_, index) => encodeCell(line[index] ?? "")).join(" | ")} |`);
  lines.splice(1, 0, `|${" --- |".repeat(width)}`);
  return lines.join("\n");
}

/** Lines of values parted by `sign`, quoted as spreadsheets do; null when a quote is not closed. */
function split(text: string, sign: string): string[][] | null {
  const rows: string[][] = [[]];
  let value = "";
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const here = text[at]!;
    if (quoted) {
      if (here !== '"') value += here;
      else if (text[at + 1] === '"') value += text[++at];
      else quoted = false;
    } else if (here === '"' && value === "") quoted = true;
    else if (here === sign || here === "\n") {
      rows.at(-1)!.push(value);
      value = "";
      if (here === "\n") rows.push([]);
    } else value += here;
  }
  if (quoted) return null;
  rows.at(-1)!.push(value);
  return rows;
}

const MOST_CELLS = 20_000;
const MOST_PASTED = 2_000_000;

/** The grid in a text from a spreadsheet, by tabs; with `commas`, by commas or semicolons too. Null when it is none. */
export function parseGrid(text: string, commas = false): string[][] | null {
  if (text.length > MOST_PASTED) return null;
  const whole = text.replace(/\r\n?/g, "\n").replace(/\n+$/, "");
  for (const sign of commas ? ["\t", ",", ";"] : ["\t"]) {
    if (!whole.includes(sign)) continue;
    const rows = split(whole, sign);
    const width = rows?.[0]?.length ?? 0;
    const even = rows?.every((line) => line.length === width) ?? false;
    if (!rows || width < 2 || !even || rows.length * width > MOST_CELLS) continue;
    if (sign === "\t" || rows.length > 1) return rows;
  }
  return null;
}
