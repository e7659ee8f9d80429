/** How a document names a stored picture, and where the page fetches it. Pure. */

const STORED = /^files\/(file_[0-9a-z]{20})(?:\.[a-z0-9]{1,5})?$/;

/** The address a stored picture is fetched from, through a read-only link where there is one; null for any other. */
export function storedPicture(address: string, sharedCode: string | undefined): string | null {
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
