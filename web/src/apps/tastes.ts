/** How the person likes things to look, for apps and widgets: known once asked, and on the page's root for its styles. */
import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { api } from "../api";
import { useSession } from "../data";
import type { Look } from "../sandbox/protocol";
import type { TastesView } from "../wire.gen";

export const NO_LOOK: Look = { corners: "", density: "" };

/** Nobody's where nobody is signed in. */
export function useTastes(): TastesView | undefined {
  const me = useSession().data?.user?.id;
  const { data } = useQuery({ queryKey: ["tastes"], queryFn: () => api.get<TastesView>("/tastes"), enabled: me !== undefined, staleTime: 10_000 });
  useEffect(() => {
    if (data) Object.assign(document.documentElement.dataset, { corners: data.corners, density: data.density });
  }, [data]);
  return data;
}
