/** The ways to decide, one a key, and the ways out: back to the queue, or to a colleague. */

import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import { useTranslate } from "ra-core";
import { useState } from "react";
import { ask } from "../api/http";
import { Fault } from "../parts/Fault";
import { Kbd } from "../parts/Kbd";
import { useKeyHelp, useShortcuts } from "../parts/shortcuts";
import { HandOver } from "./HandOver";

interface Props {
  /** Where what is done is asked for, by `pathOf`. */
  path: string;
  queue: string;
  /** In words, in the order of their keys. */
  ways: readonly string[];
  /** One of them is chosen, or what it asks is open. */
  busy: boolean;
  onChoose: (at: number) => void;
  onLeft: () => void;
}

export function Ways({ path, queue, ways, busy, onChoose, onLeft }: Props) {
  const t = useTranslate();
  const [handing, setHanding] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const release = async () => {
    try {
      await ask(`${path}/release`, { method: "POST" });
      onLeft();
    } catch (refused) {
      setError(refused);
    }
  };
  const keys = useShortcuts(!busy && !handing, (event) => {
    const { key } = event;
    if (ways[Number(key) - 1]) {
      // What opens has the focus in a field, where the number is not to be typed.
      event.preventDefault();
      onChoose(Number(key) - 1);
    }
    if (key === "s") release();
    if (key === "h") setHanding(true);
  });
  useKeyHelp(KEYS);
  const shortcut = (key: string) => (keys ? { "aria-keyshortcuts": key } : {});
  return (
    <Box sx={{ display: "grid", gap: 1, mt: 1.5 }}>
      {ways.map((one, at) => (
        <Button
          key={one}
          variant="outlined"
          onClick={() => onChoose(at)}
          {...shortcut(String(at + 1))}
          sx={{ justifyContent: "flex-start", gap: 1.25, minHeight: 42 }}
        >
          {keys && <Kbd hidden>{String(at + 1)}</Kbd>}
          {one}
        </Button>
      ))}
      <Button onClick={release} {...shortcut("s")} sx={{ justifyContent: "flex-start", gap: 1.25 }}>
        {keys && <Kbd hidden>S</Kbd>}
        {t("queues.release")}
      </Button>
      <Button onClick={() => setHanding(true)} {...shortcut("h")} sx={{ justifyContent: "flex-start", gap: 1.25 }}>
        {keys && <Kbd hidden>H</Kbd>}
        {t("queues.hand_over")}
      </Button>
      <Fault error={error} />
      {handing && <HandOver path={path} queue={queue} onClose={() => setHanding(false)} onGiven={onLeft} />}
    </Box>
  );
}

const KEYS = [
  { key: "1 – 9", does: "queues.help.decide" },
  { key: "S", does: "queues.help.release" },
  { key: "H", does: "queues.help.hand_over" },
  { key: "U", does: "queues.help.undo" },
] as const;
