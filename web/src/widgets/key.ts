/** A short name for the text of a widget, the same as on the server (`key_of` in gesso/widgets/reading.py): FNV-1a in 64 bits. */
export function keyOf(source: string): string {
  let value = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(source.trim())) value = ((value ^ BigInt(byte)) * 0x100000001b3n) & 0xffffffffffffffffn;
  return value.toString(16).padStart(16, "0");
}

const OPENS = /^ {0,3}(`{3,}|~{3,})[ \t]*widget[ \t]*(?:\n|$)/;

/** What stands between the marks of a block that is a widget; `closed` once its end is there. Null for another block. */
export function fenceOf(block: string): { readonly source: string; readonly closed: boolean } | null {
  const opened = OPENS.exec(block);
  if (!opened) return null;
  const marks = opened[1]!;
  const lines = block.slice(opened[0].length).trimEnd().split("\n");
  const last = lines.at(-1)?.trim() ?? "";
  const closed = last.length >= marks.length && last === marks[0]!.repeat(last.length);
  return { source: (closed ? lines.slice(0, -1) : lines).join("\n").trim(), closed };
}
