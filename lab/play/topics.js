/** What there is to be asked about, as a grid of buttons. */

import { h, words } from "./dom.js";
import { glyph } from "./glyph.js";
import { language, LANGUAGES, t } from "./language.js";

/** A category's name in the page's language, where it has one. */
export const nameOf = (category) => category.names[language()] ?? category.name;

/** The language a category is asked in: the page's, if it has questions in it. */
function askedIn({ by_lang: counts }) {
  const most = Object.keys(counts).sort((a, b) => counts[b] - counts[a])[0];
  return counts[language()] ? language() : most;
}

/** The grid; `choose(category, title)` hears the choice. Those in the page's language come first. */
export function topics(categories, choose) {
  const own = (category) => askedIn(category) === language();
  const sorted = [...categories].sort((a, b) => own(b) - own(a));
  const items = sorted.map((category) => {
    const title = nameOf(category);
    const lang = askedIn(category);
    return h(
      "li",
      {},
      h(
        "button",
        { type: "button", "data-category": category.slug, onclick: () => choose(category, title) },
        glyph(category.slug, categories.indexOf(category)),
        h("b", {}, words(title)),
        h("small", {}, t("topic.questions", { n: category.by_lang[lang] }), own(category) ? null : [" · ", words(LANGUAGES[lang] ?? lang, lang)]),
      ),
    );
  });
  return { element: h("section", {}, h("h3", {}, t("topics")), h("ul.topics", {}, items)) };
}
