/** A draft between the API and the form; what is done with a campaign are steps of their own. */

import { only, type Resource } from "../data/resource";

export const campaigns: Resource = {
  path: "/v1/admin/campaigns",
  give: only(["name", "template_id", "values", "segment_id", "rate"]),
};
