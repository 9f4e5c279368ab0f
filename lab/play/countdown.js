/** Time until something begins, second by second for as long as it is on the page. */

import { until } from "./clock.js";
import { h, write } from "./dom.js";

/** An element that shows it as "4:09"; `over()` is called once when the time has come. */
export function countdown(time, over = () => {}) {
  const element = h("span.countdown", { role: "timer" });
  let seen = false;
  const tick = () => {
    if (seen && !element.isConnected) return;
    seen ||= element.isConnected;
    const left = Math.max(0, until(time));
    write(element, clock(left));
    if (left > 0) setTimeout(tick, left % 1000 || 1000);
    else over();
  };
  tick();
  return element;
}

function clock(ms) {
  const seconds = Math.ceil(ms / 1000);
  const pad = (value) => String(value).padStart(2, "0");
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return hours ? `${hours}:${pad(minutes)}:${pad(seconds % 60)}` : `${minutes}:${pad(seconds % 60)}`;
}
