/** What a question shows or plays, so that nobody needs to see or hear it: `media` as the API gives it, or null. */

import { h, words } from "./dom.js";

const LABELS = {
  image: "The picture did not load. It shows:",
  sound: "Sound of the question",
  film: "Video of the question",
  transcript: "Transcript",
};

/** A figure for `media`, or null where there is none; `labels` say LABELS in another language. */
export function mediaView(media, labels = {}) {
  if (!media) return null;
  const said = { ...LABELS, ...labels };
  return media.kind === "image" ? picture(media, said) : recording(media, said);
}

/** Its size is known before it comes, so that nothing moves when it does. */
function picture(media, said) {
  const { url, width, height, alt } = media;
  const image = h("img", { src: url, alt, width, height, decoding: "async", onerror: () => image.replaceWith(instead) });
  const instead = h("p.media-lost", {}, said.image, " ", words(alt));
  return h("figure.media", {}, image);
}

/** Plays only when it is asked to; what is heard can be read. */
function recording(media, said) {
  const [tag, label] = media.kind === "audio" ? ["audio", said.sound] : ["video", said.film];
  return h(
    "figure.media",
    {},
    h(tag, { src: media.url, controls: true, preload: "auto", playsinline: tag === "video", "aria-label": label }),
    h("details.transcript", {}, h("summary", {}, said.transcript), h("p", { dir: "auto" }, media.transcript)),
  );
}
