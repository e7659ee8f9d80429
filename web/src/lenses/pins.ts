/** Which lens stays open on which page, and on which pages none is offered any more. This browser's own. */
const PINNED = "gesso.lenses.pinned";
const DISMISSED = "gesso.lenses.dismissed";
const MOST = 300;

function read(key: string): Record<string, string> {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(key) ?? "{}");
    return found && typeof found === "object" ? (found as Record<string, string>) : {};
  } catch {
    return {};
  }
}

function write(key: string, canvas: string, value: string | null): void {
  const { [canvas]: _, ...rest } = read(key);
  const entries = Object.entries(value === null ? rest : { ...rest, [canvas]: value }).slice(-MOST);
  localStorage.setItem(key, JSON.stringify(Object.fromEntries(entries)));
}

export const pinnedOn = (canvas: string): string | null => read(PINNED)[canvas] ?? null;
export const pin = (canvas: string, lens: string | null): void => write(PINNED, canvas, lens);
export const dismissedOn = (canvas: string): boolean => canvas in read(DISMISSED);
export const dismiss = (canvas: string): void => write(DISMISSED, canvas, "1");
