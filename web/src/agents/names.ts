/** Who an agent is to the page: its name and its own hue. Violet stays the colour of machines; the hue tells them apart. */
import type { RoomState } from "../room/state";

export interface Face {
  readonly name: string;
  /** Degrees. */
  readonly hue: number;
}

const GESSO: Face = { name: "Gesso", hue: 300 };

export function agentFace(room: RoomState, id: string): Face {
  return room.agents[id] ?? GESSO;
}

/** The dot of an agent, in its hue at the lightness of the theme's violet. */
export const dotColour = (hue: number) => `oklch(from var(--agent) l c ${hue})`;

/** What one types to call it: a name without spaces and marks. */
export const handleOf = (name: string) => name.replace(/[^\p{L}\p{N}_-]+/gu, "");
