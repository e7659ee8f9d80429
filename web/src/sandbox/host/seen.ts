/** What there is to see of an app: whether anything is, how tall it is, and whether it asks for a password. */

const SOLID = "canvas, svg, img, video, audio, input, textarea, select, button, progress, meter, hr";

function untouched(canvas: HTMLCanvasElement): boolean {
  const drawn = canvas.getContext("2d");
  if (!drawn || canvas.width === 0 || canvas.height === 0) return !drawn ? false : true;
  return !drawn.getImageData(0, 0, canvas.width, canvas.height).data.some((value) => value !== 0);
}

function shows(element: Element): boolean {
  const box = element.getBoundingClientRect();
  if (box.width < 2 || box.height < 2) return false;
  if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) return false;
  if (element instanceof HTMLCanvasElement) return !untouched(element);
  if (element instanceof SVGSVGElement) return element.querySelector("path,rect,circle,ellipse,line,polyline,polygon,text,image,use") !== null;
  return true;
}

function painted(element: Element): boolean {
  const style = getComputedStyle(element);
  if (!shows(element)) return false;
  return style.backgroundImage !== "none" || !/^rgba\(.*, 0\)$|^transparent$/.test(style.backgroundColor) || parseFloat(style.borderTopWidth) > 0;
}

/** Whether nothing can be seen: no words, no picture, no control, no coloured box. */
export function isBlank(): boolean {
  const body = document.body;
  if (body.innerText.trim() !== "") return false;
  if ([...body.querySelectorAll(SOLID)].some(shows)) return false;
  return ![...body.querySelectorAll("*:not(script):not(style)")].some(painted);
}

const SECRET = /pass(word|phrase|code)|passwort|kennwort|contrase|mot de passe|\bpin\b|credit ?card|card number|seed phrase|api[ _-]?key/i;

/** What an app asks a person to give away, in its own words; null when nothing. */
export function asksForSecret(): string | null {
  for (const field of document.querySelectorAll("input, textarea")) {
    const input = field as HTMLInputElement;
    const said = [input.placeholder, input.name, input.autocomplete, input.getAttribute("aria-label"), ...[...(input.labels ?? [])].map((label) => label.textContent)];
    const found = said.find((text) => text && SECRET.test(text));
    if (input.type === "password" || found) return (found ?? "password").trim().slice(0, 80);
  }
  return null;
}
