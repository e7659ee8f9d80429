/** A dialog in the middle of the page (a sheet from below on a phone): keeps the keyboard in, Escape and outside close. */
import { Dialog as Radix } from "radix-ui";
import { X } from "lucide-react";
import type { ReactNode } from "react";
import { i18n } from "../i18n";
import { IconButton } from "./button";
import { cx } from "./cx";

export interface DialogProps {
  readonly open: boolean;
  readonly title: string;
  readonly about?: string;
  readonly wide?: boolean;
  readonly children: ReactNode;
  onClose(): void;
}

export function Dialog({ open, title, about, wide, children, onClose }: DialogProps) {
  return (
    <Radix.Root open={open} onOpenChange={(now) => !now && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-scrim animate-fade" />
        <Radix.Content
          // The dialog itself takes the keyboard: on the first button its tooltip would open by itself.
          onOpenAutoFocus={(event) => {
            event.preventDefault();
            if (event.currentTarget instanceof HTMLElement) event.currentTarget.focus();
          }}
          tabIndex={-1}
          className={cx(
            "outline-none fixed z-50 flex max-h-[85dvh] flex-col overflow-hidden bg-surface shadow-sheet animate-rise",
            "inset-x-0 bottom-0 rounded-t-lg md:top-[14vh] md:bottom-auto md:mx-auto md:rounded-lg",
            wide ? "md:w-[640px]" : "md:w-[480px]",
          )}
          {...(about ? {} : { "aria-describedby": undefined })}
        >
          <header className="flex items-start gap-3 px-6 pt-5 pb-1">
            <div className="min-w-0 flex-1">
              <Radix.Title className="text-16 font-semibold">{title}</Radix.Title>
              {about && <Radix.Description className="mt-1 text-13 text-muted">{about}</Radix.Description>}
            </div>
            <Radix.Close asChild>
              <IconButton label={i18n.t("Close")} keys="Esc" className="-me-2 -mt-1">
                <X size={16} />
              </IconButton>
            </Radix.Close>
          </header>
          <div className="min-h-0 flex-1 overflow-y-auto px-6 pt-3 pb-6">{children}</div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
