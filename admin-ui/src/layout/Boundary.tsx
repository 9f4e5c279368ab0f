/** A page that failed says so in its place; menu and other pages go on. */

import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import { useTranslate } from "ra-core";
import { Component, type ReactNode } from "react";
import { Empty } from "../parts/Empty";

export class Boundary extends Component<{ children: ReactNode }, { error: Error | null }> {
  override state: { error: Error | null } = { error: null };

  static getDerivedStateFromError(error: Error) {
    return { error };
  }

  override render() {
    return this.state.error ? <Failed error={this.state.error} /> : this.props.children;
  }
}

function Failed({ error }: { error: Error }) {
  const t = useTranslate();
  const again = (
    <Button variant="outlined" onClick={() => location.reload()}>
      {t("cms.reload")}
    </Button>
  );
  return (
    <Empty title={t("cms.failed")} action={again}>
      {t("cms.failed_help")}
      <Box component="code" sx={{ display: "block", mt: 1, fontSize: "0.8rem", overflowWrap: "anywhere" }}>
        {error.message}
      </Box>
    </Empty>
  );
}
