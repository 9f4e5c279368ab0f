/** A product between the API and the form: what its partner says of it is shown alone. */

import { only, type Resource, type Translate } from "../data/resource";

const LABELS: Record<string, string> = {
  shown: "catalogue.shown",
  margin_bp: "catalogue.margin",
  stock: "catalogue.stock",
  day_limit_per_player: "catalogue.limit",
  reason: "cms.reason",
};

export const catalogue: Resource = {
  path: "/v1/admin/catalogue",
  give: only(Object.keys(LABELS)),
  shown: {
    place: (path: string, t: Translate) => (LABELS[path] ? t(LABELS[path]) : undefined),
    value: (path: string, value: unknown) =>
      path === "margin_bp" && typeof value === "number" ? String(value / 100) : value,
  },
};
