/** The frame of pages for somebody who is not in yet: a name, a few words, one form. */
import type { ReactNode } from "react";

export function Door(props: { title: string; about?: ReactNode; children: ReactNode }) {
  return (
    <main className="grid h-full place-items-center overflow-y-auto p-4">
      <div className="w-full max-w-[360px] pb-[12vh]">
        <p className="mb-8 font-serif text-22 font-semibold tracking-tight">gesso</p>
        <h1 className="text-18 font-semibold">{props.title}</h1>
        {props.about && <p className="mt-1 text-13 text-muted">{props.about}</p>}
        <div className="mt-6">{props.children}</div>
      </div>
    </main>
  );
}
