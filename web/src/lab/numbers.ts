/** How the lab writes numbers: shares with three digits and no leading zero, times in the unit that reads best. Pure. */

/** .867, 1.00, and – for what is not there. */
export function share(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return "–";
  return value >= 0.9995 ? "1.00" : value.toFixed(3).replace(/^(-?)0\./, "$1.");
}

/** A difference with its sign: +.031, −.120. */
export function difference(value: number): string {
  const told = share(Math.abs(value));
  return `${value < 0 ? "−" : "+"}${told}`;
}

export function probability(value: number | null | undefined): string {
  if (value === null || value === undefined) return "–";
  return value < 0.001 ? "< .001" : share(value);
}

export function milliseconds(value: number | null | undefined): string {
  if (value === null || value === undefined) return "–";
  if (value >= 9_950) return `${(value / 1000).toFixed(0)} s`;
  if (value >= 995) return `${(value / 1000).toFixed(1)} s`;
  return value >= 9.95 ? `${value.toFixed(0)} ms` : `${value.toFixed(1)} ms`;
}

/** Seconds as one would say them: 40 s, 12 min, 3.4 h. */
export function span(seconds: number): string {
  if (seconds < 90) return `${Math.max(0, Math.round(seconds))} s`;
  return seconds < 5_400 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}

export function bytes(count: number): string {
  return count >= 1e6 ? `${(count / 1e6).toFixed(1)} MB` : `${Math.ceil(count / 1e3)} kB`;
}

/** Round steps between two values, at most about `count` of them, for an axis. */
export function ticks(low: number, high: number, count = 4): number[] {
  if (!(high > low)) return [low];
  const rough = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((each) => each * power).find((each) => each >= rough * 0.999) ?? power * 10;
  const found: number[] = [];
  for (let at = Math.ceil(low / step - 1e-9) * step; at <= high + step * 1e-9; at += step) found.push(Number(at.toPrecision(12)));
  return found;
}

/** Two heights of labels moved apart where they would touch, within `top` and `bottom`. */
export function apart(one: number, other: number, least: number, top: number, bottom: number): [number, number] {
  if (Math.abs(one - other) >= least) return [one, other];
  const middle = Math.min(Math.max((one + other) / 2, top + least / 2), bottom - least / 2);
  const sign = one >= other ? 1 : -1;
  return [middle + (sign * least) / 2, middle - (sign * least) / 2];
}
