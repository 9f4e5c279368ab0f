/** The server's clock, as seen from here. Immune to changes of this machine's own clock. */

let offset = Date.now() - performance.now();
let best = Infinity;

/** Learn from one exchange: the server said `serverTime` between our `sent` and `got` (performance.now()). */
export function learn(serverTime, sent, got) {
  const trip = got - sent;
  if (trip > best * 1.5 + 20) return;
  best = Math.min(best, trip);
  offset = Date.parse(serverTime) - (sent + got) / 2;
}

/** Milliseconds from now until a time the server named; below 0 once it is over. */
export const until = (time) => Date.parse(time) - (performance.now() + offset);

/** Wait, or reject when `signal` aborts. */
export function pause(ms, signal) {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener("abort", () => { clearTimeout(timer); reject(signal.reason); }, { once: true });
  });
}

/** Full jitter: a random time below a ceiling that doubles with each attempt (0, 1, 2 ...), in ms. */
export const backoff = (attempt, first = 400, most = 8000) =>
  first / 2 + Math.random() * Math.min(most, first * 2 ** attempt);
