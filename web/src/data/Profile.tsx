/** What is in every column, in words first, with how its values lie. */
import { i18n } from "../i18n";
import { cx } from "../ui/cx";
import type { ColumnProfileView, ProfileView } from "../wire.gen";
import { shown } from "./use";

const KINDS = () => ({ number: i18n.t("number"), time: i18n.t("time"), text: i18n.t("text"), bool: i18n.t("yes or no"), other: i18n.t("other") });

export function Profile({ profile }: { profile: ProfileView }) {
  return (
    <div className="p-4 max-md:p-3">
      <p className="text-14">{profile.words.join(" ")}</p>
      {!profile.exact && <p className="mt-1 text-12 text-muted">{i18n.t("This is a large table: numbers of different values are estimates, and outliers were found with the quartiles of a sample.")}</p>}
      <ul className="mt-4 grid gap-3 lg:grid-cols-2">
        {profile.columns.map((column) => (
          <li key={column.name} data-going={column.name} className="rounded-lg border border-line bg-surface p-3">
            <Column column={column} rows={profile.rows} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function Column({ column, rows }: { column: ColumnProfileView; rows: number }) {
  const most = Math.max(1, ...column.bars);
  const often = column.top.slice(0, 4);
  const { mean, median } = column;
  return (
    <>
      <h3 className="flex items-baseline gap-2 text-13 font-semibold">
        <span dir="auto" className="min-w-0 truncate">{column.name}</span>
        <span className="text-12 font-normal text-muted">{KINDS()[column.kind]}</span>
      </h3>
      <p className={cx("mt-0.5 text-12", column.missing > 0 || column.outliers > 0 ? "text-warn" : "text-muted")}>{column.words.join(" · ")}</p>
      {column.bars.length > 0 && (
        <div className="mt-2" dir="ltr">
          <div aria-hidden className="flex h-12 items-end gap-px">
            {column.bars.map((count, at) => (
              <span key={at} className="flex-1 rounded-t-sm bg-accent/60" style={{ height: `${count === 0 ? 0 : Math.max(3, (100 * count) / most)}%` }} />
            ))}
          </div>
          <p className="mt-1 flex justify-between gap-2 border-t border-line pt-1 text-11 text-muted tabular-nums">
            <span>{column.low}</span>
            <span>{mean !== null && median !== null && i18n.t("mean {mean}, median {median}", { mean: brief(mean), median: brief(median) })}</span>
            <span>{column.high}</span>
          </p>
        </div>
      )}
      {often.length > 0 && (
        <ul className="mt-2 grid gap-1 text-12">
          {often.map((each) => (
            <li key={each.value} className="relative flex justify-between gap-2 px-1.5 py-0.5">
              <span aria-hidden className="absolute inset-y-0 start-0 rounded-sm bg-accent/15" style={{ width: `${(100 * each.count) / Math.max(1, rows)}%` }} />
              <span dir="auto" className="relative min-w-0 truncate">{each.value}</span>
              <span className="relative text-muted tabular-nums">{shown(each.count)}</span>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

const brief = (value: number) => shown(Number(value.toPrecision(5)));
