/** A panel that floats at a button, fetched when it first opens. The keyboard goes in; Escape and a click outside close it. */
import { Popover } from "radix-ui";
import type { ReactNode, RefObject } from "react";
import { cx } from "./cx";

export interface FloatProps {
  readonly anchor: RefObject<HTMLElement | null>;
  readonly label: string;
  readonly side?: "top" | "bottom";
  readonly className: string;
  /** The panel says itself where the keyboard goes when it opens. */
  readonly ownFocus?: boolean;
  readonly children: ReactNode;
  onClose(): void;
  /** Where the keyboard goes afterwards; without it, to the button. */
  onLeave?(): void;
}

export default function Float(props: FloatProps) {
  const { anchor } = props;
  return (
    <Popover.Root open onOpenChange={(now) => !now && props.onClose()}>
      <Popover.Anchor virtualRef={anchor as RefObject<HTMLElement>} />
      <Popover.Portal>
        <Popover.Content
          side={props.side ?? "bottom"}
          align="end"
          sideOffset={8}
          collisionPadding={8}
          aria-label={props.label}
          onInteractOutside={(event) => {
            // The button itself closes what it opened.
            if (event.target instanceof Node && anchor.current?.contains(event.target)) event.preventDefault();
          }}
          onEscapeKeyDown={(event) => {
            // What is a step further in goes one step back by itself.
            if (document.activeElement?.closest("[data-inner]")) event.preventDefault();
          }}
          onOpenAutoFocus={(event) => props.ownFocus && event.preventDefault()}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            if (props.onLeave) props.onLeave();
            else anchor.current?.focus();
          }}
          className={cx(
            "z-50 max-h-(--radix-popover-content-available-height) max-w-[calc(100vw-16px)] overflow-y-auto rounded-lg border border-line bg-surface p-1 shadow-float outline-none animate-drop",
            props.className,
          )}
        >
          {props.children}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
