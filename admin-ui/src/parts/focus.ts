/** Where the focus goes when what had it is gone, so that nobody who uses keys or hears the page is back at its top. */

import { useEffect } from "react";

const REGIONS = "main, section, [role=region]";
const DULL = ":disabled, [inert] *";
/** Milliseconds in which something else may take it: a dialog that closes, a page that comes. */
const PATIENCE = 60;
/** Milliseconds in which a button that is busy may come back. */
const BUSY = 1_000;

/** Give a heading or a region the focus. */
export function lead(place: HTMLElement | null | undefined): void {
  if (!place) return;
  if (!place.hasAttribute("tabindex")) place.tabIndex = -1;
  // The line at the top lies over what is scrolled under it.
  place.style.scrollMarginTop = "72px";
  place.focus();
}

/** While the page is there, a lost focus goes to the heading of the nearest region that is left, or to the region. */
export function useKeptFocus(): void {
  useEffect(() => {
    const memory = new Memory();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = () => {
      const wait = memory.settle();
      timer = wait ? setTimeout(look, wait) : undefined;
    };
    const soon = () => {
      memory.notice();
      timer ??= setTimeout(look, PATIENCE);
    };
    const took = () => memory.take();
    const changes = new MutationObserver(soon);
    changes.observe(document.body, { subtree: true, childList: true, attributeFilter: ["disabled", "inert"] });
    document.addEventListener("focusin", took);
    document.addEventListener("click", took, true);
    took();
    return () => {
      clearTimeout(timer);
      changes.disconnect();
      document.removeEventListener("focusin", took);
      document.removeEventListener("click", took, true);
    };
  }, []);
}

class Memory {
  private last: HTMLElement | null = null;
  private around: HTMLElement[] = [];
  private dullSince = 0;

  /** Note what has the focus; who clicks on nothing gives it up. What is in a dialog belongs to what opened it. */
  take(): void {
    this.last = isLost() ? null : (document.activeElement as HTMLElement);
    this.dullSince = 0;
    const found = regionsOf(this.last);
    if (found.length) this.around = found;
  }

  /** Note that it is disabled or inert, however soon it comes back: the browser takes the focus from it. */
  notice(): void {
    if (this.last?.matches(DULL)) this.dullSince ||= Date.now();
  }

  /** Put a lost focus somewhere, or say after how many milliseconds to look again. */
  settle(): number {
    if (!this.last || !isLost() || document.querySelector("[role=dialog]")) return 0;
    if (!this.last.isConnected) return this.place();
    // What is saved has no time by which it has to be.
    if (this.last.closest("[inert]")) return PATIENCE;
    if (this.last.matches(":disabled")) return Date.now() - this.dullSince < BUSY ? PATIENCE : this.place();
    if (this.dullSince) this.last.focus();
    return 0;
  }

  private place(): number {
    const left = this.around.filter((one) => one.isConnected);
    const places = left.map((one) => one.querySelector<HTMLElement>("h1, h2, h3") ?? (one.tabIndex < 0 ? null : one));
    lead(places.find(Boolean) ?? document.querySelector<HTMLElement>("main h1"));
    return 0;
  }
}

function isLost(): boolean {
  return !document.activeElement || document.activeElement === document.body;
}

/** From the nearest to the whole page. */
function regionsOf(place: HTMLElement | null): HTMLElement[] {
  const region = place?.closest<HTMLElement>(REGIONS);
  if (!region?.closest("main")) return [];
  return [region, ...regionsOf(region.parentElement)];
}
