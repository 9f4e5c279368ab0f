/** A page that is loaded when somebody goes there. */

import { type ComponentType, lazy } from "react";

export function lazily<Name extends string>(load: () => Promise<Record<Name, ComponentType>>, name: Name) {
  return lazy(() => load().then((found) => ({ default: found[name] })));
}
