/** How far the step of an import that is under way has come. */

import Box from "@mui/material/Box";
import LinearProgress from "@mui/material/LinearProgress";
import { useTranslate } from "ra-core";
import type { Job } from "./types";

export function Progress({ job: { state, done, rows } }: { job: Pick<Job, "state" | "done" | "rows"> }) {
  const t = useTranslate();
  const name = t(`imports.busy.${state}`);
  if (done === null) return <LinearProgress aria-label={name} />;
  // How many rows there are is known once they were checked.
  const said = t(rows ? "imports.done_of" : "imports.done", {
    done: done.toLocaleString("en"),
    rows: rows?.toLocaleString("en"),
  });
  const share = rows ? { variant: "determinate" as const, value: Math.min(100, (100 * done) / rows) } : {};
  return (
    <>
      <LinearProgress aria-label={name} aria-valuetext={said} {...share} />
      {/* The page tells what changes in it: that would be each second. The bar says it to who asks. */}
      <Box aria-hidden sx={{ mt: 0.5, color: "text.secondary" }}>
        {said}
      </Box>
    </>
  );
}
