/** An id: its last characters, which differ, and the whole of it to copy. */

import Box from "@mui/material/Box";
import { Copy } from "./Copy";

const LONG = 20;

/** One that is no longer than that is shown as it is: it is a name. */
export function Id({ id, what = "ID", whole = false }: { id: string; what?: string; whole?: boolean }) {
  return (
    <Box component="span" sx={{ display: "inline-flex", alignItems: "center", whiteSpace: "nowrap" }}>
      <Box component="code" title={id} sx={{ fontSize: "0.82em" }}>
        {whole || id.length <= LONG ? id : `…${id.slice(-8)}`}
      </Box>
      <Copy text={id} what={what} />
    </Box>
  );
}
