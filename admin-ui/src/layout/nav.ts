/** The menu: what there is, in the order that a day goes through it, and what one must be allowed to see it. */

import type { SvgIconComponent } from "@mui/icons-material";
import HomeIcon from "@mui/icons-material/SpaceDashboardOutlined";
import achievements from "../achievements";
import activity from "../activity";
import approvals from "../approvals";
import audit from "../audit";
import { NEEDS } from "../auth/needs";
import battles from "../battles";
import breaks from "../breaks";
import budgets from "../budgets";
import campaigns from "../campaigns";
import catalogue from "../catalogue";
import categories from "../categories";
import daily from "../daily";
import exports from "../exports";
import finance from "../finance";
import imports from "../imports";
import integrity from "../integrity";
import ledger from "../ledger";
import live from "../live";
import media from "../media";
import partners from "../partners";
import players from "../players";
import prompts from "../prompts";
import questions from "../questions";
import queues from "../queues";
import quizzes from "../quizzes";
import redemptions from "../redemptions";
import referrals from "../referrals";
import seasons from "../seasons";
import segments from "../segments";
import settings from "../settings";
import staff from "../staff";
import templates from "../templates";
import threads from "../threads";
import tokenRates from "../token-rates";

export interface Entry {
  to: string;
  label: string;
  icon: SvgIconComponent;
  /** Any of these permissions; none: everybody. */
  needs: readonly string[];
}

export const isAllowed = ({ needs }: Entry, permissions: readonly string[]) =>
  !needs.length || needs.some((one) => permissions.includes(one));

export interface Group {
  label: string;
  entries: readonly Entry[];
}

const entry = (name: keyof typeof NEEDS, { icon }: { icon: SvgIconComponent }): Entry => ({
  to: `/${name}`,
  label: `nav.${name}`,
  icon,
  needs: NEEDS[name].read,
});

export const NAV: readonly Group[] = [
  {
    label: "nav.now",
    entries: [
      { to: "/", label: "nav.home", icon: HomeIcon, needs: [] },
      entry("queues", queues),
      entry("live", live),
      entry("integrity", integrity),
    ],
  },
  {
    label: "nav.content",
    entries: [
      entry("questions", questions),
      entry("categories", categories),
      entry("media", media),
      entry("quizzes", quizzes),
      entry("daily", daily),
      entry("prompts", prompts),
      entry("seasons", seasons),
      entry("achievements", achievements),
      entry("imports", imports),
      entry("exports", exports),
    ],
  },
  {
    label: "nav.people",
    entries: [
      entry("players", players),
      entry("battles", battles),
      entry("activity", activity),
      entry("referrals", referrals),
    ],
  },
  {
    label: "nav.reach",
    entries: [
      entry("threads", threads),
      entry("campaigns", campaigns),
      entry("segments", segments),
      entry("templates", templates),
    ],
  },
  {
    label: "nav.money",
    entries: [
      entry("redemptions", redemptions),
      entry("breaks", breaks),
      entry("partners", partners),
      entry("catalogue", catalogue),
      entry("token-rates", tokenRates),
      entry("budgets", budgets),
      entry("ledger", ledger),
      entry("finance", finance),
    ],
  },
  {
    label: "nav.team",
    entries: [entry("staff", staff), entry("approvals", approvals), entry("audit", audit), entry("settings", settings)],
  },
];
