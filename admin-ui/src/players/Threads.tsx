/** What a player wrote to us, and whether it waits for an answer. */

import MuiLink from "@mui/material/Link";
import { useTranslate } from "ra-core";
import { Link } from "react-router-dom";
import { Card } from "../parts/Card";
import { Columns } from "../parts/Columns";
import { Time } from "../parts/Time";
import { Words } from "../parts/Words";
import { StateMark } from "../threads/marks";
import { THREADS, type Thread } from "../threads/types";
import { Paged } from "./Paged";

export function Threads({ id }: { id: string }) {
  const t = useTranslate();
  return (
    <Paged<Thread> name="threads" player={id} path={THREADS} query={{ player_id: id }} empty={t("players.no_threads")}>
      {(threads, more) => (
        <Card title={t("players.threads")} flush>
          <Columns
            rows={threads}
            columns={[
              {
                title: t("threads.subject"),
                cell: (one) => (
                  <MuiLink component={Link} to={`/threads/${one.id}`} sx={{ fontWeight: 600 }}>
                    <Words>{one.subject}</Words>
                  </MuiLink>
                ),
              },
              { title: t("threads.state"), cell: (one) => <StateMark of={one} /> },
              { title: t("threads.assignee"), cell: (one) => one.assignee ?? "–" },
              { title: t("players.last_word"), cell: (one) => <Time at={one.updated_at} style="ago" /> },
            ]}
          />
          {more}
        </Card>
      )}
    </Paged>
  );
}
