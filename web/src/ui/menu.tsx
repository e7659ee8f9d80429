/**
 * A menu that drops from a button. Items are plain data-free children, so that a menu reads as it looks. What drops is
 * fetched when a menu is first pointed at, so that the first page does not wait for it.
 */
import { cloneElement, createElement, useRef, useState, type ComponentProps, type KeyboardEvent, type ReactElement, type ReactNode } from "react";
import { sayError } from "./toast";

type Parts = typeof import("./dropped");
let parts: Parts | null = null;

async function fetchParts(): Promise<void> {
  parts ??= await import("./dropped");
}

/** A part by its name: it is drawn only inside a menu that is open, and so fetched. */
function late<Name extends "MenuItem" | "MenuChoice" | "MenuOption" | "MenuHeading" | "MenuLine">(name: Name): Parts[Name] {
  return ((props: object) => createElement(parts![name] as React.ComponentType<object>, props)) as unknown as Parts[Name];
}
export const MenuItem = late("MenuItem");
export const MenuChoice = late("MenuChoice");
export const MenuOption = late("MenuOption");
export const MenuHeading = late("MenuHeading");
export const MenuLine = late("MenuLine");

export function Menu(props: {
  trigger: ReactElement<ComponentProps<"button">>;
  children: ReactNode;
  label?: string;
  align?: "start" | "end";
  side?: "top" | "bottom";
  width?: number;
}) {
  const button = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState<"by key" | "by hand" | null>(null);
  const drop = (how: "by key" | "by hand") => fetchParts().then(() => setOpen(how), sayError);
  const early = () => void fetchParts().catch(() => undefined);
  const trigger = cloneElement(props.trigger, {
    ref: button,
    "aria-haspopup": "menu",
    "aria-expanded": open !== null,
    onPointerEnter: early,
    onFocus: early,
    // A key that presses a button makes a click without a place.
    onClick: (event) => (open ? setOpen(null) : void drop(event.detail === 0 ? "by key" : "by hand")),
    onKeyDown: (event: KeyboardEvent) => {
      if (event.key !== "ArrowDown") return;
      event.preventDefault();
      void drop("by key");
    },
  });
  const Dropped = parts?.Dropped;
  return (
    <>
      {trigger}
      {open && Dropped && (
        <Dropped
          anchor={button}
          label={props.label}
          align={props.align ?? "end"}
          side={props.side ?? "bottom"}
          width={props.width ?? 200}
          byKey={open === "by key"}
          onClose={() => setOpen(null)}
        >
          {props.children}
        </Dropped>
      )}
    </>
  );
}
