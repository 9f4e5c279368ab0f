/** Two dialogs over whatever is on the page: log in again, and step up. Requests that were turned away wait for them. */

import { useEffect, useRef, useState } from "react";
import { type Door, setDoor } from "../api/http";
import { Relogin } from "./Relogin";
import { StepUp } from "./StepUp";

type Which = "login" | "stepUp";

export function Doors() {
  const [open, setOpen] = useState<Which | null>(null);
  const settle = useRef<(passed: boolean) => void>(() => {});
  useEffect(() => {
    const door =
      (which: Which): Door =>
      () =>
        new Promise((resolve) => {
          settle.current = resolve;
          setOpen(which);
        });
    setDoor("login", door("login"));
    setDoor("stepUp", door("stepUp"));
    return () => {
      setDoor("login", null);
      setDoor("stepUp", null);
    };
  }, []);
  const close = (passed: boolean) => {
    setOpen(null);
    settle.current(passed);
  };
  return (
    <>
      <Relogin open={open === "login"} onDone={close} />
      <StepUp open={open === "stepUp"} onDone={close} />
    </>
  );
}
