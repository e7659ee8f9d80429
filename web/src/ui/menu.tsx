/** A menu that drops from a button. Items are plain data-free children, so that a menu reads as it looks. */
import { Check } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import type { ReactNode } from "react";
import { cx } from "./cx";

const ITEM =
  "flex min-h-8 items-center gap-2.5 rounded-md px-2 py-1 text-13 outline-none select-none data-highlighted:bg-hover data-disabled:opacity-45 coarse:min-h-11";

export function Menu(props: {
  trigger: ReactNode;
  children: ReactNode;
  label?: string;
  align?: "start" | "end";
  side?: "top" | "bottom";
  width?: number;
}) {
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>{props.trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align={props.align ?? "end"}
          side={props.side ?? "bottom"}
          sideOffset={6}
          collisionPadding={8}
          aria-label={props.label}
          style={{ minWidth: props.width ?? 200 }}
          className="z-50 max-h-(--radix-dropdown-menu-content-available-height) max-w-[min(360px,calc(100vw-16px))] overflow-y-auto rounded-lg border border-line bg-surface p-1 shadow-float animate-drop"
        >
          {props.children}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

export function MenuItem(props: {
  icon?: ReactNode;
  keys?: string;
  danger?: boolean;
  disabled?: boolean;
  children: ReactNode;
  onSelect(): void;
}) {
  return (
    <DropdownMenu.Item
      className={cx(ITEM, props.danger && "text-danger")}
      disabled={props.disabled ?? false}
      onSelect={props.onSelect}
    >
      {props.icon && <span className={cx("shrink-0", !props.danger && "text-muted")}>{props.icon}</span>}
      <span className="min-w-0 flex-1 truncate *:truncate">{props.children}</span>
      {props.keys && <kbd className="font-ui text-11 text-muted">{props.keys}</kbd>}
    </DropdownMenu.Item>
  );
}

export function MenuChoice(props: { value: string; onChange(value: string): void; children: ReactNode }) {
  return (
    <DropdownMenu.RadioGroup value={props.value} onValueChange={props.onChange}>
      {props.children}
    </DropdownMenu.RadioGroup>
  );
}

export function MenuOption(props: { value: string; note?: ReactNode; side?: ReactNode; children: ReactNode }) {
  return (
    <DropdownMenu.RadioItem value={props.value} className={cx(ITEM, "items-start")}>
      <span className="mt-0.5 w-4 shrink-0 text-accent">
        <DropdownMenu.ItemIndicator>
          <Check size={14} />
        </DropdownMenu.ItemIndicator>
      </span>
      <span className="min-w-0 flex-1">
        <span className="flex items-baseline gap-3">
          <span className="min-w-0 flex-1 truncate">{props.children}</span>
          {props.side && <span className="shrink-0 text-12 text-muted">{props.side}</span>}
        </span>
        {props.note && <span className="block text-12 text-muted">{props.note}</span>}
      </span>
    </DropdownMenu.RadioItem>
  );
}

export function MenuHeading(props: { children: ReactNode }) {
  return <DropdownMenu.Label className="px-2 pt-2 pb-1 text-11 font-medium text-muted">{props.children}</DropdownMenu.Label>;
}

export function MenuLine() {
  return <DropdownMenu.Separator className="mx-2 my-1 h-px bg-line" />;
}
