/** Reporting a name, an entry or how somebody plays: a line that opens into a form, wherever one sees it. */

import { h, say } from "./dom.js";
import { field, form } from "./forms.js";
import { t } from "./language.js";

const GROUNDS = {
  name: ["offensive", "contact", "impersonation"],
  entry: ["offensive", "contact", "stolen"],
  behaviour: ["cheating", "unsporting", "accounts"],
};
const TEXT_MOST = 500;
let count = 0;

/** `about` has the id of what may be reported, by kind: {name, behaviour} of a player, or {entry}. */
export function report(api, about, battle = null) {
  const id = `report${(count += 1)}`;
  const ways = Object.keys(about).flatMap((kind) => GROUNDS[kind].map((ground) => h("option", { value: `${kind}.${ground}` }, t(`report.${kind}_${ground}`))));
  const why = h("select", { id: `${id}-why` }, ways);
  const text = h("textarea", { id: `${id}-text`, rows: 3, maxlength: TEXT_MOST, dir: "auto" });
  const place = h("details.report", {}, h("summary", {}, t("report.title")));
  const send = async ({ ground: chosen, text: said }) => {
    const [kind, ground] = chosen.split(".");
    await api.ask("POST", "/v1/reports", { kind, ground, id: about[kind], text: said.trim() || null, battle_id: kind === "behaviour" ? battle : null });
    const thanks = h("p", { role: "status", tabindex: -1 }, t("report.thanks"));
    place.replaceWith(thanks);
    thanks.focus({ preventScroll: true });
    say(thanks.textContent);
  };
  const fields = () => [
    field("ground", why, h("label", { for: why.id }, t("report.why")), why),
    field("text", text, h("label", { for: text.id }, t("report.text")), text),
  ];
  place.addEventListener("toggle", () => {
    if (place.open && !place.querySelector("form")) place.append(form({ title: t("report.what"), lead: t("report.means"), fields: fields(), action: t("report.send"), send }));
  });
  return place;
}
