/** One friendly line about what is going on, where something is. */

const place = () => document.getElementById("trouble");

/** Say it; `safe` adds what it means for the player. */
export function trouble(problem, waitMs, safe = "") {
  const seconds = Math.max(1, Math.ceil(waitMs / 1000));
  const text = {
    0: "The server is out of reach just now.",
    429: "That was a little fast for the server.",
  }[problem.status] ?? "The server is busy for a moment.";
  tell(`${text} ${safe} Trying again in ${seconds} s.`.replace("  ", " "));
}

/** Say something else. */
export function tell(text) {
  place().textContent = text;
  place().hidden = false;
}

/** All is well again. */
export function calm() {
  place().hidden = true;
  place().textContent = "";
}
