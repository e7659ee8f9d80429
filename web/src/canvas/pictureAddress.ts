/** How a document names a stored picture, and where the page fetches it. Pure. */

const STORED = /^files\/(file_[0-9a-z]{20})(?:\.[a-z0-9]{1,5})?$/;

const CHART = /^#data\/(canvas_[0-9a-z]{20})\/(q\d{1,6})$/;

/**
 * The address that a stored picture, or the chart of a query as it is now, is fetched from; null for any other. Through a
 * read-only link there are pictures, and no data.
 */
export function storedPicture(address: string, sharedCode: string | undefined): string | null {
  const chart = CHART.exec(address);
  if (chart) return sharedCode === undefined ? `/api/canvases/${chart[1]}/data/cards/${chart[2]}/picture` : null;
  const file = STORED.exec(address)?.[1];
  if (!file) return null;
  return sharedCode === undefined ? `/api/files/${file}` : `/api/shared/${encodeURIComponent(sharedCode)}/files/${file}`;
}

/** Words for a picture from its file name; none when the name says nothing ("image.png", "IMG_2024.jpg"). */
export function altOf(name: string): string {
  const stem = name.replace(/\.[^.]*$/, "").trim();
  if (/^(?:image|img|picture|photo|untitled|screenshot|unknown|blob|pasted|clipboard)?[\s\d_().:-]*$/i.test(stem)) return "";
  return stem.replace(/[_]+/g, " ").replace(/[[\]\\`*]/g, "");
}
