/** Short messages at the foot of the page, with one thing to do about them. Read out politely; they wait for the mouse. */
import { X } from "lucide-react";
import { useEffect } from "react";
import { create } from "zustand";
import { sentence } from "../api";
import { i18n } from "../i18n";
import { Button, IconButton } from "./button";

interface Toast {
  readonly id: number;
  readonly text: string;
  readonly action?: { readonly label: string; run(): void };
}

const useToasts = create<{ readonly toasts: readonly Toast[] }>(() => ({ toasts: [] }));
let next = 1;

export function say(text: string, action?: Toast["action"]): void {
  const toast: Toast = { id: next++, text, ...(action ? { action } : {}) };
  useToasts.setState(({ toasts }) => ({ toasts: [...toasts.slice(-2), toast] }));
}

/** Says what went wrong with something a person asked for. */
export function sayError(error: unknown): void {
  say(sentence(error));
}

function drop(id: number): void {
  useToasts.setState(({ toasts }) => ({ toasts: toasts.filter((toast) => toast.id !== id) }));
}

export function Toasts() {
  const toasts = useToasts((state) => state.toasts);
  return (
    <div
      role="status"
      aria-live="polite"
      // On a phone a dialog stands at the foot, and its buttons are not to be covered.
      className="pointer-events-none fixed inset-x-4 bottom-4 z-60 flex flex-col items-center gap-2 pb-[env(safe-area-inset-bottom)] max-md:in-[body:has([role=dialog])]:top-4 max-md:in-[body:has([role=dialog])]:bottom-auto"
    >
      {toasts.map((toast) => (
        <Shown key={toast.id} toast={toast} />
      ))}
    </div>
  );
}

function Shown({ toast }: { toast: Toast }) {
  useEffect(() => {
    const timer = setTimeout(() => drop(toast.id), toast.action ? 10_000 : 6000);
    return () => clearTimeout(timer);
  }, [toast]);
  return (
    <div className="pointer-events-auto flex max-w-[min(480px,100%)] items-center gap-3 rounded-lg border border-line bg-surface py-1.5 ps-4 pe-1.5 text-13 shadow-float animate-rise">
      <span className="min-w-0 flex-1 py-1">{toast.text}</span>
      {toast.action && (
        <Button
          size="sm"
          kind="quiet"
          className="font-medium text-accent!"
          onClick={() => {
            drop(toast.id);
            toast.action?.run();
          }}
        >
          {toast.action.label}
        </Button>
      )}
      <IconButton label={i18n.t("Dismiss")} onClick={() => drop(toast.id)}>
        <X size={14} />
      </IconButton>
    </div>
  );
}
