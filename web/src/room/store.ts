/**
 * The room on the screen: its folded log and the state of the line to the server. One room at a time is followed.
 *
 * `watch` starts it and stops what was followed before. Everything is on the page's one thread; rows of a room that
 * was left are dropped.
 */
import { create } from "zustand";
import type { ApiError } from "../api";
import type { Event } from "../wire.gen";
import { fold, MissingEvents } from "./reducer";
import { emptyRoom, type RoomState } from "./state";
import { follow, type Phase } from "./stream";

interface RoomStore {
  readonly room: RoomState;
  readonly phase: Phase;
  readonly error: ApiError | null;
}

export const useRoom = create<RoomStore>(() => ({ room: emptyRoom(""), phase: "loading", error: null }));

let stop: (() => void) | null = null;

/** Follows `room` until the returned function is called or another room is watched. */
export function watch(room: string): () => void {
  stop?.();
  useRoom.setState({ room: emptyRoom(room), phase: "loading", error: null });
  const here = connect(room);
  stop = here;
  return () => {
    here();
    if (stop === here) stop = null;
  };
}

function connect(room: string): () => void {
  let live = true;
  let end = () => {};
  const take = (events: readonly Event[]) => {
    if (!live) return;
    try {
      useRoom.setState(({ room: state }) => ({ room: fold(state, events) }));
    } catch (error) {
      if (!(error instanceof MissingEvents)) throw error;
      // What is folded is sound: read on from there on a new line.
      end();
      end = start();
    }
  };
  const start = () =>
    follow({
      room,
      after: () => useRoom.getState().room.seq,
      onEvents: take,
      onPhase: (phase, error) => {
        if (live) useRoom.setState({ phase, error: error ?? null });
      },
    });
  end = start();
  return () => {
    live = false;
    end();
  };
}
