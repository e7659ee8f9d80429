/** Which file lies open to be read, and whether the list of files does. This browser's own. */
import { create } from "zustand";

/** `quote`: the words to show in it; `page` where to begin without them. */
export interface Looking {
  readonly file: string;
  readonly quote?: string;
  readonly page?: number;
}

interface Open {
  readonly looking: Looking | null;
  readonly list: boolean;
}

export const useFiles = create<Open>(() => ({ looking: null, list: false }));

export const lookAt = (looking: Looking | null) => useFiles.setState({ looking });
export const showList = (list: boolean) => useFiles.setState({ list });
