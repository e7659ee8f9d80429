/** The model this browser's next message goes to; without a choice, the server's default. */
import { create } from "zustand";

const KEY = "gesso.model";

export const useChosenModel = create<{ readonly id: string | null }>(() => ({ id: localStorage.getItem(KEY) }));

export function chooseModel(id: string | null): void {
  if (id === null) localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, id);
  useChosenModel.setState({ id });
}

export function chosenModel(): string | null {
  return useChosenModel.getState().id;
}
