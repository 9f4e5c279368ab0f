/** A currency's rate between the API and the form, which asks for a reason anew. */

import { only, type Resource } from "../data/resource";

export const tokenRates: Resource = {
  path: "/v1/admin/token-rates",
  key: "currency",
  put: true,
  receive: (fields) => ({ ...fields, margin_bp: fields.margin_bp ?? 0, reason: "" }),
  give: only(["tokens_per_unit", "margin_bp", "reason"]),
};
