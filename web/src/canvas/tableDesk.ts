/**
 * One drawn table and what a person does in it: cells written in place, rows and columns added, moved and taken out.
 *
 * The text is the only state: every key in a cell is a change of the text at once, so that others see it, undo knows it
 * and nothing waits to be saved. When the text changes under an open cell (another person, an agent, undo), the cell is
 * found again by where its words went, and the caret in it stays where it was.
 */

import { redo, undo } from "@codemirror/commands";
import { EditorSelection, type TransactionSpec } from "@codemirror/state";
import type { EditorView } from "@codemirror/view";
import type { SyntaxNode } from "@lezer/common";
import { i18n } from "../i18n";
import { inline } from "./inline";
import { markdownParser } from "./markdown";
import { gridOf } from "./pasted";
import { action } from "./suggestions";
import { tableMenu } from "./tableMenu";
import { type Edit, insertColumn, insertRow, moveColumn, moveRow, parseGrid, parseTable, pasteGrid, setCell, type Table, wordsOf } from "./tableModel";
import { lookField } from "./view";
import { element } from "./widgets";

interface Span {
  readonly from: number;
  readonly to: number;
}

export interface Place {
  readonly row: number;
  readonly column: number;
}

/** A grid of one cell is only its words. */
function manyCells(grid: string[][] | null): string[][] | null {
  return grid && (grid.length > 1 || grid[0]!.length > 1) ? grid : null;
}

const desks = new WeakMap<Element, TableDesk>();

/**
 * Where a position of `before` is in `after`, taking all between the first and last difference as replaced. What was put
 * in right at it comes after it, or before it with `side` 1.
 */
function mapped(pos: number, before: string, after: string, side: -1 | 1 = -1): number {
  const most = Math.min(before.length, after.length);
  let head = 0;
  while (head < most && before[head] === after[head]) head++;
  let tail = 0;
  while (tail < most - head && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;
  if (pos < head || (pos === head && side === -1)) return pos;
  return pos >= before.length - tail ? pos + after.length - before.length : Math.min(pos, after.length - tail);
}

export class TableDesk {
  readonly dom = element("div", "cv-table-wrap");
  private readonly grid = element("table", "cv-table");
  private readonly tools = element("div", "cv-table-tools");
  private table: Table | null = null;
  private changed: readonly Span[] = [];
  private fixed = false;
  private place: Place | null = null;
  private field: HTMLTextAreaElement | null = null;
  /** Where to go once the change that is being made is drawn. */
  private next: Place | null = null;

  constructor(
    private readonly view: EditorView,
    source: string,
    changed: readonly Span[],
    fixed: boolean,
  ) {
    desks.set(this.dom, this);
    const scroll = element("div", "cv-table-scroll");
    scroll.append(this.grid);
    this.dom.append(scroll, this.tools);
    this.dom.addEventListener("mousedown", (event) => this.press(event));
    this.dom.addEventListener("focusout", (event) => {
      if (event.relatedTarget instanceof Node && this.dom.contains(event.relatedTarget)) return;
      // A field that was drawn anew loses the focus for a moment.
      queueMicrotask(() => !this.dom.contains(document.activeElement) && this.leave());
    });
    this.show(source, changed, fixed);
  }

  static of(dom: Element): TableDesk | undefined {
    return desks.get(dom);
  }

  /** The desk of the table that begins at `from`, if it is drawn. */
  static at(view: EditorView, from: number): TableDesk | null {
    for (const dom of view.contentDOM.querySelectorAll(".cv-table-wrap")) {
      if (view.posAtDOM(dom) === from) return desks.get(dom) ?? null;
    }
    return null;
  }

  /** Draw `source`; an open cell stays open. */
  show(source: string, changed: readonly Span[], fixed: boolean): boolean {
    const before = this.table;
    const open = this.place;
    this.table = parseTable(source);
    this.changed = changed;
    this.fixed = fixed;
    if (!this.table) return false;
    if (open && before && this.field && !fixed) {
      this.place = this.next ?? this.followed(open, before, this.table);
      this.next = null;
      this.draw();
    } else {
      this.place = null;
      this.field = null;
      this.draw();
    }
    return true;
  }

  /** Open a cell, or the nearest there is, with its words selected. */
  enter(row: number, column: number): void {
    const { table } = this;
    if (!table || this.fixed) return;
    this.place = { row: Math.max(0, Math.min(row, table.rows.length - 1)), column: Math.max(0, Math.min(column, table.width - 1)) };
    this.draw();
    this.field?.focus({ preventScroll: true });
    this.field?.select();
    this.field?.closest("td, th")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  /** Make `edits` one change of the text; `next` is the cell to be in afterwards. */
  change(edits: readonly Edit[], next?: Place, userEvent = "input.table"): void {
    const { state } = this.view;
    if (edits.length === 0 || state.readOnly || !this.dom.isConnected) return;
    const base = this.view.posAtDOM(this.dom);
    if (state.sliceDoc(base, base + this.table!.source.length) !== this.table!.source) return;
    this.next = next ?? null;
    const changes = edits.map(({ from, to, insert }) => ({ from: base + from, to: base + to, insert: state.toText(insert) }));
    // Others see the caret at the table; while the text itself has the focus, that would open the source.
    const { focused, searching } = state.field(lookField);
    const follows = !focused && !searching;
    this.view.dispatch({ changes, ...(follows ? { selection: EditorSelection.cursor(base) } : {}), userEvent });
    this.next = null;
  }

  get at(): { table: Table; place: Place } | null {
    return this.table && this.place ? { table: this.table, place: this.place } : null;
  }

  /** The caret into the source of the table, which is then shown. */
  openSource(): void {
    const base = this.view.posAtDOM(this.dom);
    const cell = this.table?.rows[this.place?.row ?? 0]?.cells[this.place?.column ?? 0];
    this.view.focus();
    this.view.dispatch({ selection: { anchor: base + (cell?.to ?? 0) }, userEvent: "select" });
  }

  removeAll(): void {
    const { state } = this.view;
    const from = this.view.posAtDOM(this.dom);
    const end = from + this.table!.source.length;
    const to = end < state.doc.length ? end + 1 : end;
    this.view.dispatch({ changes: { from, to }, selection: { anchor: from }, userEvent: "delete.table" });
    this.view.focus();
  }

  /** The caret out of the table, to the line before or after it; a line is made where there is none. */
  exit(direction: 1 | -1): void {
    const from = this.view.posAtDOM(this.dom);
    const to = from + this.table!.source.length;
    this.leave();
    this.view.dispatch({ ...this.beyond(direction, from, to), scrollIntoView: true });
    this.view.focus();
  }

  /** Words on the line right below a table would be its next row: the caret goes past the blank line. */
  private beyond(direction: 1 | -1, from: number, to: number): TransactionSpec {
    const { doc } = this.view.state;
    if (direction === -1 && from > 0) return { selection: { anchor: from - 1 } };
    const below = doc.lineAt(to).number + 1;
    if (below <= doc.lines && doc.line(below).text.trim()) return { selection: { anchor: doc.line(below).from } };
    if (below < doc.lines) return { selection: { anchor: doc.line(below + 1).from } };
    const insert = below <= doc.lines ? "\n" : "\n\n";
    return { changes: { from: doc.length, insert: this.view.state.toText(insert) }, selection: { anchor: doc.length + insert.length }, userEvent: "input" };
  }

  private leave(): void {
    if (!this.place) return;
    this.place = null;
    this.field = null;
    this.draw();
  }

  private followed(open: Place, before: Table, now: Table): Place | null {
    const cell = before.rows[open.row]?.cells[open.column];
    if (cell) {
      // By its words, not by its bar: a new row above begins with a bar as well.
      const start = mapped(cell.from, before.source, now.source, 1);
      const row = now.rows.findIndex((line) => start >= line.from && start <= line.to);
      const column = now.rows[row]?.cells.findIndex((each) => start >= each.start && start <= each.end) ?? -1;
      if (column >= 0) return { row, column };
    }
    return open.row < now.rows.length && open.column < now.width ? open : null;
  }

  private press(event: MouseEvent): void {
    const target = event.target instanceof Element ? event.target : null;
    if (!target || target.closest("textarea, button, .cv-table-menu") || this.fixed || event.button !== 0) return;
    const cell = target.closest<HTMLElement>("[data-row]");
    event.preventDefault();
    if (!cell) return;
    const point = document.caretPositionFromPoint?.(event.clientX, event.clientY);
    const only = cell.childNodes.length === 1 && point?.offsetNode === cell.firstChild ? point?.offset : undefined;
    this.enter(Number(cell.dataset["row"]), Number(cell.dataset["column"]));
    const { field } = this;
    // In a cell with emphasis or links the place in the words is not the place in the source: the end, then.
    const at = Math.min(only ?? Infinity, field?.value.length ?? 0);
    field?.setSelectionRange(at, at);
  }

  // ------------------------------------------------------------------ drawing

  private draw(): void {
    const table = this.table!;
    const node = markdownParser.parse(table.source).topNode.getChild("Table");
    const nodes: SyntaxNode[] = [];
    for (let row = node?.firstChild ?? null; row; row = row.nextSibling) nodes.push(...row.getChildren("TableCell"));
    const rows = table.rows.map((_line, row) => {
      const made = element("tr", "");
      for (let column = 0; column < table.width; column++) made.append(this.cell(table, row, column, nodes));
      return made;
    });
    this.grid.replaceChildren(...rows);
    if (this.place && this.field) this.keepFocus();
    this.drawTools();
  }

  private cell(table: Table, row: number, column: number, nodes: readonly SyntaxNode[]): HTMLElement {
    const box = element(row === 0 ? "th" : "td", "");
    if (row === 0) box.setAttribute("scope", "col");
    box.dir = "auto";
    const side = table.sides[column];
    if (side) box.style.textAlign = side;
    box.dataset["row"] = String(row);
    box.dataset["column"] = String(column);
    const cell = table.rows[row]!.cells[column];
    if (cell && this.changed.some((each) => each.from < cell.to && each.to > cell.from)) box.className = "cv-agent";
    if (this.place?.row === row && this.place.column === column) {
      box.classList.add("cv-cell-open");
      box.append(this.editor(wordsOf(table, row, column), row, column));
      return box;
    }
    const node = cell && nodes.find((each) => each.from >= cell.start && each.to <= cell.end);
    if (node) box.append(inline(node, table.source));
    return box;
  }

  /** The field of the open cell. The words stand under it too, unseen, so that the cell is as large as they need. */
  private editor(words: string, row: number, column: number): HTMLElement {
    const box = element("div", "cv-cell");
    const shadow = element("span", "cv-cell-shadow", `${words} `);
    const kept = this.field;
    const field = kept ?? (element("textarea", "cv-cell-field") as HTMLTextAreaElement);
    if (!kept) this.listen(field);
    field.rows = 1;
    // A field is 20 letters wide by itself, and the column would jump when it opens.
    field.cols = 1;
    field.dir = "auto";
    field.setAttribute("aria-label", i18n.t("Row {row}, column {column}", { row: row + 1, column: column + 1 }));
    this.field = field;
    const same = kept?.dataset["cell"] === `${row} ${column}` || kept?.dataset["following"] === "true";
    if (field.value.trim() !== words || !same) this.fill(field, words, same);
    field.dataset["cell"] = `${row} ${column}`;
    box.append(shadow, field);
    return box;
  }

  private fill(field: HTMLTextAreaElement, words: string, same: boolean): void {
    const { value, selectionStart, selectionEnd } = field;
    field.value = words;
    if (!same) return;
    field.setSelectionRange(mapped(selectionStart, value, words), mapped(selectionEnd, value, words));
  }

  /** Drawing anew took the field out of the page for a moment: its focus and caret come back. */
  private keepFocus(): void {
    const field = this.field!;
    if (!field.isConnected || document.activeElement === field || this.dom.contains(document.activeElement)) return;
    const { selectionStart, selectionEnd } = field;
    field.focus({ preventScroll: true });
    field.setSelectionRange(selectionStart, selectionEnd);
  }

  private drawTools(): void {
    this.tools.replaceChildren();
    if (this.fixed) return;
    const table = this.table!;
    const row = action("cv-table-add cv-table-add-row", "+", () => this.change(insertRow(table, table.rows.length), { row: table.rows.length, column: 0 }));
    row.setAttribute("aria-label", i18n.t("Add a row"));
    const column = action("cv-table-add cv-table-add-column", "+", () => this.change(insertColumn(table, table.width), { row: 0, column: table.width }));
    column.setAttribute("aria-label", i18n.t("Add a column"));
    for (const each of [row, column]) each.tabIndex = -1;
    this.tools.append(row, column);
    if (this.place) this.tools.append(tableMenu(this));
  }

  // ------------------------------------------------------------------ the open cell

  private listen(field: HTMLTextAreaElement): void {
    field.addEventListener("input", () => {
      const { place, table } = this;
      if (!place || !table) return;
      const shadow = field.previousElementSibling;
      if (shadow) shadow.textContent = `${field.value} `;
      this.change(setCell(table, place.row, place.column, field.value), place, "input.type");
    });
    field.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (!event.isComposing && this.key(event, field)) event.preventDefault();
    });
    field.addEventListener("paste", (event) => {
      const plain = event.clipboardData?.getData("text/plain") ?? "";
      const grid = parseGrid(plain, true) ?? manyCells(gridOf(event.clipboardData?.getData("text/html") ?? ""));
      const { place, table } = this;
      if (!grid || !place || !table) return;
      event.preventDefault();
      this.change(pasteGrid(table, place.row, place.column, grid), place, "input.paste");
    });
  }

  private key(event: KeyboardEvent, field: HTMLTextAreaElement): boolean {
    const { table, place } = this;
    if (!table || !place) return false;
    const { row, column } = place;
    const mod = event.ctrlKey || event.metaKey;
    const { selectionStart: start, selectionEnd: end, value } = field;
    const step = (down: number, right: number) => {
      this.enter(row + down, column + right);
      return true;
    };
    if (event.altKey && event.key.startsWith("Arrow")) return this.shift(event.key);
    switch (event.key) {
      case "Escape":
        this.exit(1);
        return true;
      case "Tab":
        return this.tab(event.shiftKey);
      case "Enter":
        if (event.altKey) return this.openMenu();
        if (event.shiftKey) return false;
        if (mod || row === table.rows.length - 1) this.change(insertRow(table, row + 1), { row: Math.max(1, row + 1), column });
        else step(1, 0);
        return true;
      case "ArrowDown":
        if (value.indexOf("\n", end) >= 0) return false;
        if (row === table.rows.length - 1) this.exit(1);
        else step(1, 0);
        return true;
      case "ArrowUp":
        if (value.slice(0, start).includes("\n")) return false;
        if (row === 0) this.exit(-1);
        else step(-1, 0);
        return true;
      case "ArrowLeft":
        return start === 0 && end === 0 && column > 0 && step(0, -1);
      case "ArrowRight":
        return start === value.length && column < table.width - 1 && step(0, 1);
    }
    if (mod && event.key.toLowerCase() === "z") return (event.shiftKey ? redo : undo)(this.view);
    if (mod && event.key.toLowerCase() === "y") return redo(this.view);
    return false;
  }

  private tab(back: boolean): boolean {
    const { row, column } = this.place!;
    const table = this.table!;
    const next = row * table.width + column + (back ? -1 : 1);
    if (next < 0) this.exit(-1);
    else if (next < table.rows.length * table.width) this.enter(Math.floor(next / table.width), next % table.width);
    else this.change(insertRow(table, table.rows.length), { row: table.rows.length, column: 0 });
    return true;
  }

  private shift(key: string): boolean {
    const { row, column } = this.place!;
    const table = this.table!;
    const direction = key === "ArrowDown" || key === "ArrowRight" ? 1 : -1;
    if (key === "ArrowUp" || key === "ArrowDown") this.change(moveRow(table, row, direction), { row: row + direction, column });
    else this.change(moveColumn(table, column, direction), { row, column: column + direction });
    return true;
  }

  private openMenu(): boolean {
    this.tools.querySelector<HTMLElement>(".cv-table-more")?.click();
    return true;
  }
}
