import { only, type Resource } from "../data/resource";

export const categories: Resource = {
  path: "/v1/admin/categories",
  give: (fields) => {
    const sent = only(["name", "names", "parent_id", "slug"])(fields);
    if (!sent.slug) delete sent.slug;
    return sent;
  },
};
