/** Every resource of the API that is worked on as records. */

import { campaigns } from "../campaigns/resource";
import { catalogue } from "../catalogue/resource";
import { categories } from "../categories/resource";
import { prompts } from "../prompts/resource";
import { questions } from "../questions/resource";
import { quizzes } from "../quizzes/resource";
import { segments } from "../segments/resource";
import { staff } from "../staff/resource";
import { templates } from "../templates/resource";
import { tokenRates } from "../token-rates/resource";
import { only, type Resource } from "./resource";

export const RESOURCES: Record<string, Resource> = {
  achievements: { path: "/v1/admin/achievements", key: "code" },
  approvals: { path: "/v1/admin/approvals" },
  audit: { path: "/v1/admin/audit" },
  breaks: { path: "/v1/admin/breaks" },
  budgets: { path: "/v1/admin/budgets" },
  battles: { path: "/v1/admin/battles" },
  campaigns,
  catalogue,
  categories,
  exports: { path: "/v1/admin/exports" },
  imports: { path: "/v1/admin/imports" },
  ledger: { path: "/v1/admin/ledger/transfers" },
  media: { path: "/v1/admin/media" },
  partners: { path: "/v1/admin/partners" },
  prompts,
  questions,
  quizzes,
  referrals: { path: "/v1/admin/referrals" },
  redemptions: { path: "/v1/admin/redemptions" },
  seasons: { path: "/v1/admin/seasons", give: only(["name", "first", "last", "prizes"]) },
  segments,
  staff,
  templates,
  threads: { path: "/v1/admin/threads" },
  "token-rates": tokenRates,
};
