/** HTML that the server made of a document, once more made safe; pictures of this workspace only. */
import DOMPurify from "dompurify";
import { storedPicture } from "../canvas/pictureAddress";

let purify: ReturnType<typeof DOMPurify> | null = null;

function sanitiser() {
  if (purify) return purify;
  purify = DOMPurify(window);
  purify.addHook("afterSanitizeAttributes", (node) => {
    if (node.tagName === "A") {
      node.setAttribute("rel", "noopener noreferrer nofollow");
      node.setAttribute("target", "_blank");
    }
    if (node.tagName !== "IMG") return;
    const stored = storedPicture(node.getAttribute("src") ?? "", undefined);
    if (stored) node.setAttribute("src", stored);
    else node.replaceWith(node.getAttribute("alt") ?? "");
  });
  return purify;
}

const KNOWN = {
  ALLOWED_TAGS: "p br hr em strong s small sup code pre blockquote ul ol li h1 h2 h3 h4 h5 h6 a img table thead tbody tr th td div".split(" "),
  ALLOWED_ATTR: ["href", "title", "class", "start", "value", "src", "alt", "style", "data-level", "data-box", "rel", "target"],
  ADD_URI_SAFE_ATTR: ["start", "value"],
  ALLOW_DATA_ATTR: false,
};

export const safe = (html: string): { __html: string } => ({ __html: sanitiser().sanitize(html, KNOWN) });
