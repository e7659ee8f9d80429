/** Where the words of a page will be. */
export function Skeleton() {
  return (
    <div aria-hidden className="mx-auto max-w-[680px] animate-skeleton space-y-4 px-8 pt-14">
      <div className="skeleton h-8 w-3/5" />
      {[100, 96, 88, 60].map((width) => (
        <div key={width} className="skeleton h-4" style={{ width: `${width}%` }} />
      ))}
    </div>
  );
}
