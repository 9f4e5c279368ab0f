/** A draft between the API and the form; what is done with a campaign are steps of their own. */

import type { Fields } from "../data/changes";
import { only, type Resource } from "../data/resource";
import { filterFrom, filterOf } from "../segments/resource";

const own = only(["name", "template_id", "values", "segment_id", "filter", "rate"]);

const turned = (fields: Fields, turn: (filter: Fields) => Fields): Fields =>
  fields.filter ? { ...fields, filter: turn(fields.filter as Fields) } : fields;

export const campaigns: Resource = {
  path: "/v1/admin/campaigns",
  receive: (fields) => turned(fields, filterFrom),
  give: (fields) => turned(own(fields), filterOf),
  // A list of ids is one value.
  lists: { players: null },
};
