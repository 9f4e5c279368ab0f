/** A block of a page with a heading of its own. */

import Box from "@mui/material/Box";
import Paper from "@mui/material/Paper";
import Typography from "@mui/material/Typography";
import { type ReactNode, useEffect, useId, useRef, useState } from "react";

interface Props {
  title?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
  /** Without room around the content: a table reaches the edges. */
  flush?: boolean;
}

export function Card({ title, actions, children, flush = false }: Props) {
  const id = useId();
  return (
    <Paper
      variant="outlined"
      component="section"
      aria-labelledby={title ? id : undefined}
      sx={{ minWidth: 0, overflow: "hidden" }}
    >
      {(title || actions) && (
        <Box
          sx={{
            display: "flex",
            flexWrap: "wrap",
            alignItems: "center",
            gap: 1,
            px: 2,
            pt: 1.5,
            pb: flush ? 1.5 : 0.5,
          }}
        >
          <Typography variant="h2" id={id} sx={{ flex: 1, minWidth: "min(16rem, 100%)" }}>
            {title}
          </Typography>
          {actions}
        </Box>
      )}
      {flush ? <Wide>{children}</Wide> : <Box sx={{ p: 2, pt: title ? 1 : 2 }}>{children}</Box>}
    </Paper>
  );
}

/** What may be wider than the card: where it is, the keys scroll it. */
function Wide({ children }: { children: ReactNode }) {
  const box = useRef<HTMLDivElement>(null);
  const [over, setOver] = useState(false);
  useEffect(() => {
    const seen = box.current;
    if (!seen) return;
    const watch = new ResizeObserver(() => setOver(seen.scrollWidth > seen.clientWidth));
    watch.observe(seen);
    return () => watch.disconnect();
  }, []);
  return (
    <Box ref={box} tabIndex={over ? 0 : undefined} sx={{ overflowX: "auto" }}>
      {children}
    </Box>
  );
}
