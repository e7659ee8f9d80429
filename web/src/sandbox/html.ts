/** A whole file of HTML taken apart without running or loading anything: a document made by DOMParser does neither. */
import type { Attributes, HtmlParts } from "./protocol";

export interface HtmlScript {
  readonly src: string | null;
  readonly kind: "classic" | "module";
  readonly code: string;
}

/** What no frame of ours has: the sandbox would refuse them one by one, and the words around them with them. */
const NEVER = "iframe, frame, frameset, object, embed, link, meta, base, portal, fencedframe, noscript";

export function partsOf(source: string): Omit<HtmlParts, "scripts"> & { readonly scripts: readonly HtmlScript[] } {
  const page = new DOMParser().parseFromString(source, "text/html");
  const scripts = [...page.querySelectorAll("script")].flatMap<HtmlScript>((script) => {
    const type = script.type.trim().toLowerCase();
    script.remove();
    if (type === "module" || type === "text/babel" || type === "text/jsx") return [{ src: script.getAttribute("src"), kind: "module", code: script.textContent }];
    if (type !== "" && !/^(text|application)\/(java|ecma)script$/.test(type)) return []; // data, import maps
    return [{ src: script.getAttribute("src"), kind: "classic", code: script.textContent }];
  });
  const styles = [...page.querySelectorAll("style")].map((style) => {
    style.remove();
    return style.textContent;
  });
  for (const element of page.querySelectorAll(NEVER)) element.remove();
  const title = page.title;
  return { title, styles, scripts, body: page.body.innerHTML, attributes: { html: attributesOf(page.documentElement), body: attributesOf(page.body) } };
}

const attributesOf = (element: Element): Attributes => [...element.attributes].map(({ name, value }) => [name, value] as const);
