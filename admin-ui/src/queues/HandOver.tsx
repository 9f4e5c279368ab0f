/** Gives what one works on to a colleague, by name, with a reason. */

import MenuItem from "@mui/material/MenuItem";
import TextField from "@mui/material/TextField";
import { useQuery } from "@tanstack/react-query";
import { useGetIdentity, useNotify, useTranslate } from "ra-core";
import { useState } from "react";
import { ask } from "../api/http";
import type { components } from "../api/schema";
import { Ask } from "../parts/Ask";
import { Fault } from "../parts/Fault";
import { QUEUES } from "./types";

interface Props {
  /** Where it is asked for, by `pathOf`. */
  path: string;
  queue: string;
  onClose: () => void;
  onGiven: () => void;
}

export function HandOver({ path, queue, onClose, onGiven }: Props) {
  const t = useTranslate();
  const notify = useNotify();
  const { identity } = useGetIdentity();
  const [to, setTo] = useState("");
  const { data, error } = useQuery({
    queryKey: ["queues", queue, "members"],
    queryFn: () => ask<components["schemas"]["MemberNames"]>(`${QUEUES}/${encodeURIComponent(queue)}/members`),
  });
  const others = data?.items.filter(({ id }) => id !== identity?.id) ?? [];
  const act = async (reason: string) => {
    await ask(`${path}/hand-over`, { method: "POST", body: { staff_id: to, reason } });
    notify(t("queues.handed", { name: others.find(({ id }) => id === to)?.name }), { type: "success" });
    onGiven();
  };
  return (
    <Ask open title={t("queues.hand_over")} verb={t("queues.hand")} reason disabled={!to} onClose={onClose} act={act}>
      {t(data && !others.length ? "queues.no_colleague" : "queues.hand_over_lead")}
      <Fault error={error} />
      <TextField
        select
        required
        label={t("queues.colleague")}
        value={to}
        onChange={(event) => setTo(event.target.value)}
        sx={{ mt: 1 }}
      >
        {others.map(({ id, name }) => (
          <MenuItem key={id} value={id}>
            {name}
          </MenuItem>
        ))}
      </TextField>
    </Ask>
  );
}
