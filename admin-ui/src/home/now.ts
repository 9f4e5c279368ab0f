import { useQuery } from "@tanstack/react-query";
import { ask } from "../api/http";
import { DASHBOARD, EVERY_MS, type Now } from "../live/types";

/** The figures of this moment, asked for again and again while somebody looks at the page. */
export const useNow = () =>
  useQuery({
    queryKey: ["dashboard"],
    queryFn: () => ask<Now>(DASHBOARD, { poll: true }),
    refetchInterval: EVERY_MS,
  });
