/** What a player still has to say or prove before they can redeem. */

import { countries } from "./countries.js";
import { button, h } from "./dom.js";
import { field, form } from "./forms.js";
import { t } from "./language.js";
import { tell } from "./trouble.js";

/** What is missing of `me`, as cards. `demo` logs in as the lab's demo player, where it has one; `done()` follows what was told. */
export function missing({ api, me, demo, done }) {
  return [me.registered || me.phone ? null : contact(demo), me.country && me.birth_year ? null : facts(api, me, done)].filter(Boolean);
}

function contact(demo) {
  return h(
    "section.card",
    { "aria-label": t("applicant.contact") },
    h("h2", {}, t("applicant.contact")),
    h("p.quiet", {}, t("problem.contact_unverified")),
    h("div.actions", {}, h("a.button", { href: "#account" }, t("account")), demo ? button(t("applicant.demo"), () => demo().catch(tell), "plain") : null),
  );
}

function facts(api, me, done) {
  const where = countries("applicant-country");
  const fields = [
    me.country ? null : field("country", where, h("label", { for: where.id }, t("applicant.country")), h("span.hint", {}, t("applicant.country_hint")), where),
    me.birth_year ? null : { name: "birth_year", label: t("applicant.birth_year"), inputmode: "numeric", autocomplete: "bday-year" },
  ];
  return h("section.card", {}, form({
    title: t("applicant.title"),
    lead: t("applicant.lead"),
    fields: fields.filter(Boolean),
    action: t("applicant.save"),
    send: async ({ birth_year: year, ...others }) => {
      await api.ask("PATCH", "/v1/me", { ...others, ...(year === undefined ? {} : { birth_year: Number(year) || year }) });
      done();
    },
  }));
}
