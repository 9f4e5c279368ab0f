/** The time that is left: a bar and seconds for the eye, three words for the ear. */

import { h, say, still, write } from "./dom.js";
import { t } from "./language.js";

const LOW_MS = 5000;
/** Heard at half the time, and at these; never every second. */
const HEARD_MS = [10_000, 5000];

export class Timer {
  #timers = [];
  #left = h("span.left");
  #bar = h("div.bar");
  #whole = 1;
  element = h("div.timer", { "aria-hidden": "true" }, h("div.track", {}, this.#bar), this.#left);

  /** Count down from `left` of `whole` ms; `over()` is called at the end. */
  start(left, whole, over) {
    this.stop();
    for (const animation of this.#bar.getAnimations()) animation.cancel();
    this.#whole = whole;
    this.element.hidden = false;
    this.element.className = "timer";
    left = Math.max(0, Math.min(left, whole));
    this.#tick(left);
    const seconds = Math.ceil(left / 1000);
    for (let second = 0; second < seconds; second += 1) this.#after(left - second * 1000, () => this.#tick(second * 1000));
    this.#after(left, over);
    for (const ms of heard(whole)) if (ms < left) this.#after(left - ms, () => say(t(ms === whole / 2 ? "time.half" : "time.left", { n: Math.round(ms / 1000) })));
    const frames = [{ transform: `scaleX(${left / whole})` }, { transform: "scaleX(0)" }];
    if (!still()) this.#bar.animate(frames, { duration: left, fill: "forwards" });
  }

  /** There is no limit. */
  hide() {
    this.stop();
    this.element.hidden = true;
  }

  /** Stand still. */
  stop() {
    this.#timers.splice(0).forEach(clearTimeout);
    for (const animation of this.#bar.getAnimations()) animation.pause();
  }

  /** Stand still, as what was counted down is done. */
  done() {
    this.stop();
    this.element.classList.add("done");
  }

  #after(ms, act) {
    this.#timers.push(setTimeout(act, ms));
  }

  #tick(left) {
    write(this.#left, t("time.seconds", { n: Math.ceil(left / 1000) }));
    this.element.classList.toggle("low", left <= LOW_MS);
    if (still()) this.#bar.style.transform = `scaleX(${left / this.#whole})`;
  }
}

/** What is announced of a time: half of it unless that is nearly 10 or 5 s, 10 s, 5 s. */
function heard(whole) {
  const half = whole / 2;
  return HEARD_MS.some((ms) => Math.abs(ms - half) < 1500) ? HEARD_MS : [half, ...HEARD_MS.filter((ms) => ms < half)];
}
