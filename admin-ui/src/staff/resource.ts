import { only, type Resource } from "../data/resource";

const given = only(["name", "roles", "disabled"]);

export const staff: Resource = {
  path: "/v1/admin/staff",
  receive: (fields) => ({ ...fields, disabled: Boolean(fields.disabled_at) }),
  give: (fields) => ({ ...given(fields), ...(fields.reason ? { reason: fields.reason } : {}) }),
};
