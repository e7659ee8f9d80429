/**
 * The height that is really seen. Browsers that lay their keyboard over the page, as those of iOS do, tell of it only
 * by `visualViewport`; the frame of the page takes that height, and follows where the browser scrolled it to. A page
 * that somebody has magnified is left alone.
 */

/** Bars of the browser come and go by less. */
const KEYBOARD_PX = 120;

export function startViewport(): void {
  const seen = window.visualViewport;
  if (!seen) return;
  const root = document.documentElement;
  const fit = () => {
    const keyboard = window.innerHeight - seen.height > KEYBOARD_PX && seen.scale < 1.01;
    root.toggleAttribute("data-keyboard", keyboard);
    if (keyboard) {
      root.style.setProperty("--seen-height", `${seen.height}px`);
      root.style.setProperty("--seen-top", `${seen.offsetTop}px`);
    } else {
      root.style.removeProperty("--seen-height");
      root.style.removeProperty("--seen-top");
    }
  };
  seen.addEventListener("resize", fit);
  seen.addEventListener("scroll", fit);
  fit();
}
