/** What a question shows or plays, so that nobody needs to see or hear it: `media` as the API gives it, or null. */

import { h, words } from "./dom.js";
import { own, t } from "./language.js";

/** A figure for `media`, or null where there is none. */
export function mediaView(media) {
  if (!media) return null;
  return media.kind === "image" ? picture(media) : recording(media);
}

/** Its size is known before it comes, so that nothing moves when it does. */
function picture(media) {
  const { url, width, height, alt } = media;
  const image = h("img", { src: url, alt, width, height, decoding: "async", onerror: () => image.replaceWith(instead) });
  const instead = h("p.media-lost", {}, h("span", own(), t("media.lost")), " ", words(alt));
  return h("figure.media", {}, image);
}

/** Plays only when it is asked to; what is heard can be read. */
function recording(media) {
  const [tag, label] = media.kind === "audio" ? ["audio", t("media.sound")] : ["video", t("media.film")];
  return h(
    "figure.media",
    {},
    h(tag, { src: media.url, controls: true, preload: "auto", playsinline: tag === "video", "aria-label": label }),
    h("details.transcript", {}, h("summary", own(), t("media.transcript")), h("p", { dir: "auto" }, media.transcript)),
  );
}
