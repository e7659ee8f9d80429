/** The conversation this browser showed last, and those that this page began. */
const KEY = "gesso.room";

export const lastRoom = (): string | null => localStorage.getItem(KEY);

export function rememberRoom(room: string | null): void {
  if (room === null) localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, room);
}

/** In a conversation that was begun here every page is new to the person, however fast it was opened. */
export const madeHere = new Set<string>();
