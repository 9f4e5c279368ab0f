/** How answers of the API are kept: nothing is asked again by itself while somebody types. */

import { QueryClient } from "@tanstack/react-query";
import { Problem } from "../api/problem";

/** What the API refused it refuses again; what it could not do, or nobody answered, is tried twice more. */
function retry(count: number, error: unknown): boolean {
  const transient = error instanceof Problem && (error.status === 503 || error.code === "network");
  return transient && count < 2;
}

export const queryClient = new QueryClient({
  defaultOptions: {
    // "always": without a network a request fails at once and says so, in place of waiting for one in silence.
    queries: { networkMode: "always", retry, refetchOnWindowFocus: false, refetchOnReconnect: false, staleTime: 5_000 },
    mutations: { networkMode: "always" },
  },
});
