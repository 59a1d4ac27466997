import { useEffect } from "react";
import { useControlRoom } from "../context.ts";

/** How often the database is asked whether it is there, while it is and while it is not; in ms. */
const restMs = 4_000;
const awayMs = 1_000;

/** Asks the database for the time as long as somebody looks at the page, so that its absence is told although no channel is lost. */
export function useDatabaseWatch(): void {
  const { clock, connect, connection } = useControlRoom();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    let gone = false;
    const ask = async () => {
      const visible = document.visibilityState === "visible";
      const answers = visible ? await clock.synchronise(connect) : true;
      if (gone) return;
      if (visible) connection.answers(answers);
      timer = setTimeout(ask, answers ? restMs : awayMs);
    };
    timer = setTimeout(ask, restMs);
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [clock, connect, connection]);
}
