/** An id: its last characters, which differ, and the whole of it to copy; where its thing has a page, a link to it. */

import Box from "@mui/material/Box";
import MuiLink from "@mui/material/Link";
import { usePermissions } from "ra-core";
import { Link } from "react-router-dom";
import { Copy } from "./Copy";
import { pageOf } from "./links";

const LONG = 20;

interface Props {
  id: string;
  what?: string;
  whole?: boolean;
  /** The kind of thing, by its name in the audit log. */
  of?: string;
}

/** One that is no longer than LONG is shown as it is: it is a name. */
export function Id({ id, what = "ID", whole = false, of = "" }: Props) {
  const { permissions } = usePermissions<string[]>();
  const page = pageOf(of, id, permissions);
  const shown = (
    <Box component="code" title={id} sx={{ fontSize: "0.82em" }}>
      {whole || id.length <= LONG ? id : `…${id.slice(-8)}`}
    </Box>
  );
  return (
    <Box component="span" sx={{ display: "inline-flex", alignItems: "center", whiteSpace: "nowrap" }}>
      {page ? (
        <MuiLink component={Link} to={page}>
          {shown}
        </MuiLink>
      ) : (
        shown
      )}
      <Copy text={id} what={what} />
    </Box>
  );
}
