/**
 * Finding and replacing in a text. Pure; runs in a worker (`searchWorker.ts`), because a pattern that a person types can
 * take longer than the age of the universe, and a page that waits for it is lost.
 */

export interface Query {
  readonly search: string;
  readonly replace: string;
  readonly matchCase: boolean;
  readonly words: boolean;
  readonly pattern: boolean;
}

export interface Match {
  readonly from: number;
  readonly to: number;
  /** What it would be replaced with. */
  readonly insert: string;
}

export type Found = { readonly matches: readonly Match[]; readonly more: boolean } | { readonly invalid: string };

/** More matches than anybody walks through; each is 3 numbers to the page and a mapped range for every key. */
export const MOST = 20_000;

const WORD = /[\p{L}\p{N}\p{M}_]/u;

/** The pattern of a query. Throws SyntaxError. */
function patternOf({ search, matchCase, pattern }: Query): RegExp {
  return new RegExp(pattern ? search : search.replace(/[.*+?^${}()|[\]\\/-]/g, "\\$&"), matchCase ? "gmu" : "gimu");
}

function isWord(text: string, from: number, to: number): boolean {
  const before = text.slice(Math.max(0, from - 2), from);
  const after = text.slice(to, to + 2);
  const last = [...before].at(-1) ?? "";
  const first = [...after][0] ?? "";
  return !WORD.test(last) && !WORD.test(first);
}

/** `$1`, `$<name>`, `$&`, `$$`, `\n` and `\t` as a replacement for a pattern has them. */
function expand(template: string, match: RegExpExecArray): string {
  return template.replace(/\$(?:(\d{1,2})|<([^>]*)>|([$&]))|\\([nt\\])/g, (all, number, name, sign, escape) => {
    if (number !== undefined) return Number(number) < match.length ? (match[Number(number)] ?? "") : String(all);
    if (name !== undefined) return match.groups?.[String(name)] ?? "";
    if (sign === "&") return match[0];
    if (sign === "$") return "$";
    return { n: "\n", t: "\t", "\\": "\\" }[String(escape)] ?? String(all);
  });
}

/** All matches of `query` in [from, to) of `text`, in order, none of them empty. */
export function findAll(text: string, query: Query, from = 0, to = text.length): Found {
  if (!query.search) return { matches: [], more: false };
  let pattern: RegExp;
  try {
    pattern = patternOf(query);
  } catch (failure) {
    return { invalid: failure instanceof Error ? failure.message.replace(/^Invalid regular expression: (?:\/.*\/[a-z]*: )?/s, "") : "" };
  }
  const matches: Match[] = [];
  pattern.lastIndex = from;
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
    const end = match.index + match[0].length;
    if (match.index >= to) break;
    if (end === match.index) {
      pattern.lastIndex += (text.codePointAt(end) ?? 0) > 0xffff ? 2 : 1;
      continue;
    }
    if (end > to || (query.words && !isWord(text, match.index, end))) continue;
    if (matches.length === MOST) return { matches, more: true };
    matches.push({ from: match.index, to: end, insert: query.pattern ? expand(query.replace, match) : query.replace });
  }
  return { matches, more: false };
}
