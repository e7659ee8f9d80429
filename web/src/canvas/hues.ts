/** The hue of a person: one of six, the same in every browser because it follows from the id. Violet is not among them. */

export const HUES = ["blue", "teal", "green", "amber", "red", "pink"] as const;

export function hueOf(id: string): (typeof HUES)[number] {
  let hash = 7;
  for (let i = 0; i < id.length; i++) hash = (Math.imul(hash, 31) + id.charCodeAt(i)) >>> 0;
  return HUES[hash % HUES.length]!;
}
