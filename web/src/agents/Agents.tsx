/** The button by the members that shows which agents are here; what it opens is fetched when it does. */
import { Bot } from "lucide-react";
import { lazy, Suspense, useRef, useState } from "react";
import { i18n } from "../i18n";
import type { RoomState } from "../room/state";
import { IconButton } from "../ui/button";
import type { AgentView } from "../wire.gen";
import { dotColour } from "./names";

const Float = lazy(() => import("../ui/Float"));
const AgentsPanel = lazy(() => import("./AgentsPanel"));
const AgentDialog = lazy(() => import("./AgentDialog"));
const RoundsDialog = lazy(() => import("./RoundsDialog"));

export type Opened = { readonly agent: AgentView | null } | "rounds" | null;

export function Agents({ room }: { room: RoomState }) {
  const button = useRef<HTMLButtonElement>(null);
  const [shown, setShown] = useState(false);
  const [opened, setOpened] = useState<Opened>(null);
  const here = Object.values(room.agents);
  return (
    <>
      <IconButton
        ref={button}
        label={i18n.t("Agents")}
        aria-haspopup="dialog"
        aria-expanded={shown}
        onClick={() => setShown(!shown)}
        className="w-auto min-w-7 gap-1 px-1.5 coarse:w-auto coarse:min-w-11"
      >
        <Bot size={16} />
        {here.slice(0, 3).map(({ id, hue }) => (
          <span key={id} className="size-1.5 rounded-full" style={{ background: dotColour(hue) }} />
        ))}
      </IconButton>
      <Suspense fallback={null}>
        {shown && (
          <Float anchor={button} label={i18n.t("Agents")} className="w-80" onClose={() => setShown(false)}>
            <AgentsPanel
              room={room}
              onOpen={(what) => {
                setShown(false);
                setOpened(what);
              }}
            />
          </Float>
        )}
      </Suspense>
      <Suspense fallback={null}>
        {opened === "rounds" && <RoundsDialog room={room} onClose={() => setOpened(null)} />}
        {opened !== null && opened !== "rounds" && <AgentDialog agent={opened.agent} room={room.id} onClose={() => setOpened(null)} />}
      </Suspense>
    </>
  );
}
