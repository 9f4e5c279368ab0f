import { only, type Resource } from "../data/resource";

export const staff: Resource = {
  path: "/v1/admin/staff",
  receive: (fields) => ({ ...fields, disabled: Boolean(fields.disabled_at) }),
  give: only(["name", "roles", "disabled"]),
};
