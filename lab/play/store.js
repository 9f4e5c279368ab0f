/** What this browser keeps for us; where storage is denied, as long as the page is open. */

const memory = new Map();

/** What was kept under a name; null if nothing was. `place` is "localStorage", or "sessionStorage" for this tab alone. */
export function kept(name, place = "localStorage") {
  try {
    return window[place].getItem(`buzzline.${name}`) ?? memory.get(name) ?? null;
  } catch {
    return memory.get(name) ?? null;
  }
}

/** Keep a text; null forgets it. */
export function keep(name, text, place = "localStorage") {
  memory.set(name, text);
  try {
    if (text === null) window[place].removeItem(`buzzline.${name}`);
    else window[place].setItem(`buzzline.${name}`, text);
  } catch {
    // Storage is denied: memory has it.
  }
  return text;
}
