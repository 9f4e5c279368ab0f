/** Two dialogs over whatever is on the page: log in again, and step up. Requests that were turned away wait for them. */

import { useEffect, useState } from "react";
import { setDoor } from "../api/http";
import { doorway } from "./doorway";
import { Relogin } from "./Relogin";
import { StepUp } from "./StepUp";

export function Doors() {
  // A login may end over a step-up: each waits for its own answer.
  const stepUp = useDoor("stepUp");
  const login = useDoor("login");
  return (
    <>
      <StepUp {...stepUp} />
      <Relogin {...login} />
    </>
  );
}

function useDoor(name: "login" | "stepUp") {
  const [open, setOpen] = useState(false);
  const [door] = useState(() => doorway(setOpen));
  useEffect(() => {
    setDoor(name, door.open);
    return () => {
      setDoor(name, null);
      door.close(false);
    };
  }, [name, door]);
  return { open, onDone: door.close };
}
