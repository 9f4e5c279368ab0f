import { type FormEvent, useState } from "react";

/** A form that sends what was written: whether it is under way, what went wrong, and what to do on submit. */
export function useSending(send: () => Promise<unknown>) {
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    try {
      await send();
    } catch (found) {
      setError(found);
    } finally {
      setBusy(false);
    }
  };
  return { busy, error, submit };
}
