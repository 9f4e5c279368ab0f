/** One door: its dialog is shown when somebody comes to it, and they wait until it is closed. */

import type { Door } from "../api/http";

export interface Doorway {
  open: Door;
  close: (passed: boolean) => void;
}

export function doorway(show: (open: boolean) => void): Doorway {
  let settle: (passed: boolean) => void = () => {};
  return {
    open: () =>
      new Promise((resolve) => {
        settle = resolve;
        show(true);
      }),
    close: (passed) => {
      show(false);
      settle(passed);
    },
  };
}
