/** A hint beside what it is about; fetched with the first one. It goes when that goes. */
import { Popper } from "radix-ui/internal";
import { useEffect, useRef } from "react";
import type { Side } from "./button";

export default function Bubble({ at, onLost }: { at: HTMLElement; onLost(): void }) {
  const anchor = useRef(at);
  anchor.current = at;
  useEffect(() => {
    const watching = new MutationObserver(() => at.isConnected || onLost());
    watching.observe(document.body, { childList: true, subtree: true });
    return () => watching.disconnect();
  }, [at, onLost]);
  const { hint, hintKeys, hintSide } = at.dataset;
  return (
    <Popper.Root>
      <Popper.Anchor virtualRef={anchor} />
      <Popper.Content
        role="tooltip"
        side={(hintSide as Side | undefined) ?? "bottom"}
        sideOffset={6}
        collisionPadding={8}
        className="z-60 flex items-center gap-2 rounded-md bg-fg px-2 py-1 text-12 text-bg shadow-float select-none"
      >
        {hint}
        {hintKeys && <kbd className="font-ui text-11 opacity-70">{hintKeys}</kbd>}
      </Popper.Content>
    </Popper.Root>
  );
}
