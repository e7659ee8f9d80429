/** A picture of what the app shows, made inside, since no page can look into a frame of another origin. */

const MAX_EDGE = 1600;

/** PNG as a data: address. Raises Error where the page cannot be drawn. */
export async function takePicture(): Promise<string> {
  const [width, height] = [Math.max(1, innerWidth), Math.max(1, innerHeight)];
  const copy = copyOf(document.body) as HTMLElement;
  const page = getComputedStyle(document.documentElement);
  copy.style.margin = "0";
  copy.style.width = `${width}px`;
  copy.style.height = `${height}px`;
  copy.style.overflow = "hidden";
  const words = new XMLSerializer().serializeToString(copy);
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><foreignObject width="100%" height="100%">${words}</foreignObject></svg>`;
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const scale = Math.min(1, MAX_EDGE / Math.max(width, height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const drawn = canvas.getContext("2d");
  if (!drawn) throw new Error("There is no canvas to draw on.");
  drawn.fillStyle = page.backgroundColor === "rgba(0, 0, 0, 0)" ? getComputedStyle(document.body).backgroundColor : page.backgroundColor;
  drawn.fillRect(0, 0, canvas.width, canvas.height);
  drawn.drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL("image/png");
}

function copyOf(element: Element): Element {
  if (element instanceof HTMLCanvasElement) return pictureOf(element);
  const copy = element.cloneNode(false) as HTMLElement | SVGElement;
  const style = getComputedStyle(element);
  let rules = "";
  for (const name of style) rules += `${name}:${style.getPropertyValue(name)};`;
  copy.setAttribute("style", rules);
  if (element instanceof HTMLInputElement) copy.setAttribute("value", element.value);
  for (const child of element.childNodes) {
    if (child instanceof Element) {
      if (!/^(script|style|template|noscript)$/i.test(child.tagName)) copy.append(copyOf(child));
    } else copy.append(child.cloneNode());
  }
  return copy;
}

function pictureOf(canvas: HTMLCanvasElement): HTMLImageElement {
  const image = document.createElement("img");
  const style = getComputedStyle(canvas);
  image.style.cssText = `width:${style.width};height:${style.height};display:${style.display};position:${style.position};inset:${style.inset}`;
  try {
    image.src = canvas.toDataURL();
  } catch {
    image.alt = ""; // holds what may not be read
  }
  return image;
}
