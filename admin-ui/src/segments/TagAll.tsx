/** Tags for all players of a segment: how many they are is told first, then it goes piece by piece. */

import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import LinearProgress from "@mui/material/LinearProgress";
import TextField from "@mui/material/TextField";
import { useQuery } from "@tanstack/react-query";
import { useTranslate } from "ra-core";
import { useState } from "react";
import { Ask, STAY } from "../parts/Ask";
import { Fault } from "../parts/Fault";
import { look, type Sum, tagAll, tagsOf } from "./tagging";

export function TagAll({ segment }: { segment: string }) {
  const t = useTranslate();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button variant="outlined" onClick={() => setOpen(true)}>
        {t("segments.tag_all")}
      </Button>
      {open && <Dialog segment={segment} onClose={() => setOpen(false)} />}
    </>
  );
}

function Dialog({ segment, onClose }: { segment: string; onClose: () => void }) {
  const t = useTranslate();
  const [add, setAdd] = useState("");
  const [remove, setRemove] = useState("");
  const [sum, setSum] = useState<Sum | null>(null);
  const change = { add_tags: tagsOf(add), remove_tags: tagsOf(remove) };
  const named = change.add_tags.length + change.remove_tags.length > 0;
  const { data: matched, error } = useQuery({
    queryKey: ["segments", segment, "tags", change],
    queryFn: () => look(segment, change),
    enabled: named && !sum,
    retry: false,
  });
  const act = async (reason: string) => {
    if (sum?.done) return;
    await tagAll(segment, change, reason, setSum);
    return STAY;
  };
  const share = matched && sum ? Math.min(100, (100 * sum.seen) / matched) : undefined;
  return (
    <Ask
      open
      title={t("segments.tag_all")}
      verb={
        sum?.done
          ? t("cms.close")
          : t("segments.tag_n", { smart_count: matched ?? 0, n: (matched ?? 0).toLocaleString("en") })
      }
      reason={sum ? false : "optional"}
      disabled={!named || (!matched && !sum)}
      onClose={onClose}
      act={act}
    >
      {t("segments.tag_lead")}
      <TextField
        label={t("segments.add_tags")}
        value={add}
        disabled={Boolean(sum)}
        onChange={(event) => setAdd(event.target.value)}
        helperText={t("segments.tags_help")}
        sx={{ mt: 1 }}
      />
      <TextField
        label={t("segments.remove_tags")}
        value={remove}
        disabled={Boolean(sum)}
        onChange={(event) => setRemove(event.target.value)}
      />
      <Fault error={error} />
      {matched !== undefined && !sum && (
        <Box role="status" sx={{ fontWeight: 700 }}>
          {t("segments.tag_matched", { smart_count: matched, n: matched.toLocaleString("en") })}
        </Box>
      )}
      {sum && (
        <Box role="status">
          {!sum.done && (
            <LinearProgress
              aria-label={t("segments.tag_all")}
              {...(share === undefined ? {} : { variant: "determinate", value: share })}
            />
          )}
          {t(sum.done ? "segments.tagged" : "segments.tagging", {
            changed: sum.changed.toLocaleString("en"),
            unchanged: sum.unchanged.toLocaleString("en"),
          })}
          {sum.refused > 0 && <Box>{t("segments.tag_refused", { smart_count: sum.refused })}</Box>}
        </Box>
      )}
    </Ask>
  );
}
