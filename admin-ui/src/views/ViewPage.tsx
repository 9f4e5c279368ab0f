/** Where a link to a saved view leads: on to its list. */

import { useQuery } from "@tanstack/react-query";
import { useTranslate } from "ra-core";
import { Navigate, useParams } from "react-router-dom";
import { ask } from "../api/http";
import { Fault } from "../parts/Fault";
import { Page } from "../parts/Page";
import { Waiting } from "../parts/Waiting";
import { addressOf, VIEWS, type View } from "./address";

export function ViewPage() {
  const t = useTranslate();
  const { id = "" } = useParams();
  const { data, error, refetch } = useQuery({
    queryKey: ["views", "one", id],
    queryFn: () => ask<View>(`${VIEWS}/${encodeURIComponent(id)}`),
  });
  if (data) return <Navigate to={addressOf(data)} replace />;
  return (
    <Page title={t("views.one")}>
      <Fault error={error} onRetry={refetch} />
      {!error && <Waiting />}
    </Page>
  );
}
