/** The menu of a table: what can be done with the row and the column of the open cell. Arrow keys, Enter, Esc. */

import { i18n } from "../i18n";
import { action } from "./suggestions";
import type { TableDesk } from "./tableDesk";
import { alignColumn, insertColumn, insertRow, moveColumn, moveRow, removeColumn, removeRow, type Side } from "./tableModel";
import { element } from "./widgets";

type Entry = readonly [label: string, keys: string, run: () => void] | null;

function entries(desk: TableDesk): Entry[] {
  const { table, place } = desk.at!;
  const { row, column } = place;
  const align = (side: Side) => () => desk.change(alignColumn(table, column, side), place);
  const body = row > 0;
  return [
    body ? [i18n.t("Row above"), "", () => desk.change(insertRow(table, row), place)] : null,
    [i18n.t("Row below"), "Ctrl ⏎", () => desk.change(insertRow(table, row + 1), { row: row + 1, column })],
    body && row > 1 ? [i18n.t("Move row up"), "Alt ↑", () => desk.change(moveRow(table, row, -1), { row: row - 1, column })] : null,
    body && row < table.rows.length - 1 ? [i18n.t("Move row down"), "Alt ↓", () => desk.change(moveRow(table, row, 1), { row: row + 1, column })] : null,
    body ? [i18n.t("Delete row"), "", () => desk.change(removeRow(table, row), { row: Math.max(0, row - 1), column })] : null,
    [i18n.t("Column before"), "", () => desk.change(insertColumn(table, column), place)],
    [i18n.t("Column after"), "", () => desk.change(insertColumn(table, column + 1), { row, column: column + 1 })],
    column > 0 ? [i18n.t("Move column back"), "Alt ←", () => desk.change(moveColumn(table, column, -1), { row, column: column - 1 })] : null,
    column < table.width - 1 ? [i18n.t("Move column on"), "Alt →", () => desk.change(moveColumn(table, column, 1), { row, column: column + 1 })] : null,
    table.width > 1 ? [i18n.t("Delete column"), "", () => desk.change(removeColumn(table, column), { row, column: Math.max(0, column - 1) })] : null,
    [i18n.t("Align to the start"), "", align("start")],
    [i18n.t("Align in the middle"), "", align("center")],
    [i18n.t("Align to the end"), "", align("end")],
    [i18n.t("Show as Markdown"), "", () => desk.openSource()],
    [i18n.t("Delete table"), "", () => desk.removeAll()],
  ];
}

/** The button that opens it. It stays while the menu is open, because both are drawn together. */
export function tableMenu(desk: TableDesk): HTMLElement {
  const box = element("div", "cv-table-menu");
  const more = action("cv-icon cv-table-more", "⋯", () => toggle());
  more.setAttribute("aria-label", i18n.t("Rows and columns"));
  more.setAttribute("aria-haspopup", "menu");
  more.title = i18n.t("Rows and columns (Alt-Enter)");
  box.append(more);
  let menu: HTMLElement | null = null;
  const field = () => box.closest(".cv-table-wrap")?.querySelector<HTMLElement>("textarea");
  const close = (back: boolean) => {
    menu?.remove();
    menu = null;
    more.setAttribute("aria-expanded", "false");
    if (back) field()?.focus();
  };
  const toggle = () => {
    if (menu) return close(true);
    menu = element("div", "cv-float cv-table-list");
    menu.setAttribute("role", "menu");
    for (const entry of entries(desk)) {
      if (!entry) continue;
      const [label, keys, run] = entry;
      const item = action("cv-table-item", label, () => {
        close(true);
        run();
      });
      item.setAttribute("role", "menuitem");
      item.tabIndex = -1;
      if (keys) item.append(element("kbd", "", keys));
      menu.append(item);
    }
    menu.addEventListener("keydown", (event) => walk(event, menu!, close));
    box.append(menu);
    more.setAttribute("aria-expanded", "true");
    menu.querySelector<HTMLElement>("button")?.focus({ preventScroll: true });
    menu.scrollIntoView({ block: "nearest" });
  };
  box.addEventListener("keydown", (event) => event.stopPropagation());
  return box;
}

function walk(event: KeyboardEvent, menu: HTMLElement, close: (back: boolean) => void): void {
  const items = [...menu.querySelectorAll<HTMLElement>("button")];
  const at = items.indexOf(document.activeElement as HTMLElement);
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) items[(at + step + items.length) % items.length]?.focus();
  else if (event.key === "Home") items[0]?.focus();
  else if (event.key === "End") items.at(-1)?.focus();
  else if (event.key === "Escape" || event.key === "Tab") close(true);
  else return;
  event.preventDefault();
}
