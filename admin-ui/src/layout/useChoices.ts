import { usePermissions, useTranslate } from "ra-core";
import { useEffect, useState } from "react";
import { type Choice, find, LEAST, pagesOf } from "./found";
import { isAllowed, NAV } from "./nav";

/** Milliseconds after the last letter until it is looked for. */
const PATIENCE = 250;

export type State = "idle" | "busy" | "done" | "failed";

/** Pages of the menu at once, and what the API finds a moment after the last letter. */
export function useChoices(text: string): { choices: Choice[]; state: State } {
  const t = useTranslate();
  const { permissions = [] } = usePermissions<string[]>();
  const [found, setFound] = useState<{ q: string; choices: Choice[]; failed?: boolean }>({ q: "", choices: [] });
  const q = text.trim();
  const wanted = q.length >= LEAST;
  useEffect(() => {
    if (!wanted) return;
    const asking = new AbortController();
    const timer = setTimeout(async () => {
      try {
        setFound({ q, choices: await find(q, asking.signal) });
      } catch {
        if (!asking.signal.aborted) setFound({ q, choices: [], failed: true });
      }
    }, PATIENCE);
    return () => {
      clearTimeout(timer);
      asking.abort();
    };
  }, [q, wanted]);
  if (!wanted) return { choices: [], state: "idle" };
  const entries = NAV.flatMap((group) => group.entries).filter((entry) => isAllowed(entry, permissions));
  const pages = pagesOf(
    q,
    entries.map(({ to, label }) => ({ to, name: t(label) })),
  );
  const here = found.q === q;
  return {
    choices: [...pages, ...(here ? found.choices : [])],
    state: here ? (found.failed ? "failed" : "done") : "busy",
  };
}
