/** The first scenes of a made lens, small: what each holds, by number, or by its passages. */
import type { View } from "../wire.gen";

export function Scenes({ view, most }: { view: View; most: number }) {
  return (
    <>
      <p className="text-12 text-muted">{view.summary}</p>
      <ul className="mt-1 space-y-1">
        {view.measures.slice(0, most).map((measure) => (
          <li key={measure.key} className="flex items-center gap-2 text-12">
            <span dir="auto" className="w-40 truncate">{measure.title}</span>
            <span className="h-1.5 flex-1 rounded-full bg-sunken">
              <span className="block h-full rounded-full bg-accent" style={{ width: `${Math.min(100, (100 * (measure.value ?? 0)) / measure.most)}%` }} />
            </span>
            <span className="w-8 text-end tabular-nums">{measure.value ?? "–"}</span>
          </li>
        ))}
        {view.measures.length === 0 &&
          view.data.slice(0, most).map((datum) => (
            <li key={datum.id} dir="auto" className="truncate text-12">{datum.label}</li>
          ))}
      </ul>
    </>
  );
}
