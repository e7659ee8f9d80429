/** What drops when a menu opens; fetched with the first menu (menu.tsx is its face). */
import { Check } from "lucide-react";
import { Menu as Radix } from "radix-ui/internal";
import type { ReactNode, RefObject } from "react";
import { cx } from "./cx";

const ITEM =
  "flex min-h-8 items-center gap-2.5 rounded-md px-2 py-1 text-13 outline-none select-none data-highlighted:bg-hover data-disabled:opacity-45 coarse:min-h-11";

export function Dropped(props: {
  anchor: RefObject<HTMLElement | null>;
  label: string | undefined;
  align: "start" | "end";
  side: "top" | "bottom";
  width: number;
  /** Opened by a key: the first line has the keyboard. */
  byKey: boolean;
  children: ReactNode;
  onClose(): void;
}) {
  const { anchor } = props;
  const outside = (event: Event) => event.target instanceof Node && anchor.current?.contains(event.target);
  let left = false;
  return (
    <Radix.Root open modal={false} onOpenChange={(now) => !now && props.onClose()}>
      <Radix.Anchor virtualRef={anchor as RefObject<HTMLElement>} />
      <Radix.Portal>
        <Radix.Content
          align={props.align}
          side={props.side}
          sideOffset={6}
          collisionPadding={8}
          aria-label={props.label}
          style={{ minWidth: props.width }}
          ref={(list) => {
            if (list && props.byKey) requestAnimationFrame(() => list.querySelector<HTMLElement>("[role^=menuitem]:not([data-disabled])")?.focus());
          }}
          onInteractOutside={(event) => {
            // The button itself closes what it opened.
            if (outside(event)) event.preventDefault();
            else left = true;
          }}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            if (!left) anchor.current?.focus();
          }}
          className="z-50 max-h-(--radix-popper-available-height) max-w-[min(360px,calc(100vw-16px))] overflow-y-auto rounded-lg border border-line bg-surface p-1 shadow-float animate-drop"
        >
          {props.children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
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
    <Radix.Item
      className={cx(ITEM, props.danger && "text-danger")}
      disabled={props.disabled ?? false}
      onSelect={props.onSelect}
    >
      {props.icon && <span className={cx("shrink-0", !props.danger && "text-muted")}>{props.icon}</span>}
      <span className="min-w-0 flex-1 truncate *:truncate">{props.children}</span>
      {props.keys && <kbd className="font-ui text-11 text-muted">{props.keys}</kbd>}
    </Radix.Item>
  );
}

export function MenuChoice(props: { value: string; onChange(value: string): void; children: ReactNode }) {
  return (
    <Radix.RadioGroup value={props.value} onValueChange={props.onChange}>
      {props.children}
    </Radix.RadioGroup>
  );
}

export function MenuOption(props: { value: string; note?: ReactNode; side?: ReactNode; children: ReactNode }) {
  return (
    <Radix.RadioItem value={props.value} className={cx(ITEM, "items-start")}>
      <span className="mt-0.5 w-4 shrink-0 text-accent">
        <Radix.ItemIndicator>
          <Check size={14} />
        </Radix.ItemIndicator>
      </span>
      <span className="min-w-0 flex-1">
        <span className="flex items-baseline gap-3">
          <span className="min-w-0 flex-1 truncate">{props.children}</span>
          {props.side && <span className="shrink-0 text-12 text-muted">{props.side}</span>}
        </span>
        {props.note && <span className="block text-12 text-muted">{props.note}</span>}
      </span>
    </Radix.RadioItem>
  );
}

export function MenuHeading(props: { children: ReactNode }) {
  return <Radix.Label className="px-2 pt-2 pb-1 text-11 font-medium text-muted">{props.children}</Radix.Label>;
}

export function MenuLine() {
  return <Radix.Separator className="mx-2 my-1 h-px bg-line" />;
}
