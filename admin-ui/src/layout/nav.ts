/** The menu: what there is, in the order that a day goes through it, and what one must be allowed to see it. */

import type { SvgIconComponent } from "@mui/icons-material";
import HomeIcon from "@mui/icons-material/SpaceDashboardOutlined";

export interface Entry {
  to: string;
  label: string;
  icon: SvgIconComponent;
  /** Any of these permissions; none: everybody. */
  needs: readonly string[];
}

export interface Group {
  label: string;
  entries: readonly Entry[];
}

export const NAV: readonly Group[] = [
  { label: "nav.now", entries: [{ to: "/", label: "nav.home", icon: HomeIcon, needs: [] }] },
];
