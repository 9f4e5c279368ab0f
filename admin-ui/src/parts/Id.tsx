/** An id: its last characters, which differ, and the whole of it to copy. */

import Box from "@mui/material/Box";
import { Copy } from "./Copy";

export function Id({ id, what = "ID", whole = false }: { id: string; what?: string; whole?: boolean }) {
  return (
    <Box component="span" sx={{ display: "inline-flex", alignItems: "center", whiteSpace: "nowrap" }}>
      <Box component="code" title={id} sx={{ fontSize: "0.82em" }}>
        {whole ? id : `…${id.slice(-8)}`}
      </Box>
      <Copy text={id} what={what} />
    </Box>
  );
}
