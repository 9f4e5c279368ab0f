/** The menu: what there is, in the order that a day goes through it, and what one must be allowed to see it. */

import type { SvgIconComponent } from "@mui/icons-material";
import HomeIcon from "@mui/icons-material/SpaceDashboardOutlined";
import achievements from "../achievements";
import approvals from "../approvals";
import audit from "../audit";
import categories from "../categories";
import daily from "../daily";
import exports from "../exports";
import imports from "../imports";
import media from "../media";
import players from "../players";
import questions from "../questions";
import queues from "../queues";
import quizzes from "../quizzes";
import seasons from "../seasons";
import staff from "../staff";

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

const entry = (name: string, { icon }: { icon: SvgIconComponent }, ...needs: string[]): Entry => ({
  to: `/${name}`,
  label: `nav.${name}`,
  icon,
  needs,
});

export const NAV: readonly Group[] = [
  {
    label: "nav.now",
    entries: [
      { to: "/", label: "nav.home", icon: HomeIcon, needs: [] },
      entry("queues", queues, "cases.questions", "cases.integrity"),
    ],
  },
  {
    label: "nav.content",
    entries: [
      entry("questions", questions, "content.read"),
      entry("categories", categories, "content.read"),
      entry("media", media, "content.read"),
      entry("quizzes", quizzes, "content.read"),
      entry("daily", daily, "content.read"),
      entry("seasons", seasons, "content.read"),
      entry("achievements", achievements, "content.read"),
      entry("imports", imports, "content.write"),
      entry("exports", exports, "exports.make"),
    ],
  },
  { label: "nav.people", entries: [entry("players", players, "players.read")] },
  {
    label: "nav.team",
    entries: [
      entry("staff", staff, "staff.manage"),
      entry("approvals", approvals, "approvals.read"),
      entry("audit", audit, "audit.read"),
    ],
  },
];
