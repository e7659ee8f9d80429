/** "/": the last conversation of this browser, or an empty one that is made when the first message is sent or file dropped. */
import { useCallback, useEffect, useState } from "react";
import { Redirect, useLocation } from "wouter";
import { Composer } from "../chat/Composer";
import { Welcome } from "../chat/Welcome";
import { newRoom } from "../data";
import { send } from "../room/actions";
import { useDesk } from "../room/desk";
import { sayError } from "../ui/toast";
import { DropZone } from "./DropZone";
import { attach, chooseFiles, importAnew } from "./files";
import { lastRoom, madeHere } from "./lastRoom";
import { TopBar } from "./TopBar";

export function Home() {
  const [, go] = useLocation();
  const [prefill, setPrefill] = useState<{ text: string } | null>(null);
  const fresh = new URLSearchParams(location.search).has("new");
  const last = lastRoom();
  useEffect(() => {
    useDesk.getState().show(null);
    void import("./Room");
  }, []);
  const take = useCallback(
    async (files: File[]) => {
      const room = await importAnew(files);
      if (room) go(`/r/${room}`);
    },
    [go],
  );
  if (!fresh && last) return <Redirect to={`/r/${last}`} replace />;
  const begin = async (text: string) => {
    try {
      const room = await newRoom();
      madeHere.add(room);
      const taken = await send(room, text);
      go(`/r/${room}`);
      return taken;
    } catch (error) {
      sayError(error);
      return false;
    }
  };
  const anew = async () => {
    try {
      const room = await newRoom();
      madeHere.add(room);
      go(`/r/${room}`);
      return room;
    } catch (error) {
      sayError(error);
      return null;
    }
  };
  return (
    <section data-pane="conversation" tabIndex={-1} className="flex min-h-0 min-w-0 flex-1 flex-col outline-none">
      <TopBar room={null} />
      <Welcome
        onTry={(text) => setPrefill({ text })}
        onImport={() => chooseFiles(take)}
        composer={<Composer room="new" autoFocus prefill={prefill} onSend={begin} onRoom={anew} />}
      />
      <DropZone onFiles={take} onAttach={async (files) => attach(await anew(), files)} />
    </section>
  );
}
