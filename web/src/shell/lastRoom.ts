/** The conversation this browser showed last. */
const KEY = "gesso.room";

export const lastRoom = (): string | null => localStorage.getItem(KEY);

export function rememberRoom(room: string | null): void {
  if (room === null) localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, room);
}
