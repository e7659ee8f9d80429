import katex from "katex";
import style from "katex/dist/katex.min.css?inline";

const element = document.createElement("style");
element.textContent = style;
document.head.append(element);

export const modules = { katex: { ...katex, default: katex } };
