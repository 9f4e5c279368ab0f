import MuiLink from "@mui/material/Link";
import { useTranslate } from "ra-core";
import { Link } from "react-router-dom";
import { ChoiceFilter } from "../parts/Filters";
import { List } from "../parts/List";
import { Player } from "../parts/Player";
import { Time } from "../parts/Time";
import { StateMark } from "./marks";
import type { Thread } from "./types";

export function ThreadList() {
  const t = useTranslate();
  return (
    <List<Thread>
      resource="threads"
      exported="threads"
      title={t("nav.threads")}
      lead={t("threads.lead")}
      filters={
        <>
          <ChoiceFilter
            name="waiting"
            label={t("threads.waiting")}
            choices={[{ id: "true", name: t("threads.waiting_only") }]}
          />
          <ChoiceFilter
            name="mine"
            label={t("threads.mine")}
            choices={[{ id: "true", name: t("threads.mine_only") }]}
          />
          <ChoiceFilter
            name="state"
            label={t("threads.state")}
            choices={(["open", "closed"] as const).map((id) => ({ id, name: t(`threads.states.${id}`) }))}
          />
        </>
      }
      columns={[
        {
          name: "subject",
          title: t("threads.subject"),
          width: "40%",
          cell: (row) => (
            <MuiLink component={Link} to={`/threads/${row.id}`} sx={{ fontWeight: 600 }}>
              <bdi dir="auto">{row.subject}</bdi>
            </MuiLink>
          ),
        },
        { name: "player", title: t("threads.player"), cell: (row) => <Player id={row.player_id} name={row.player} /> },
        {
          name: "state",
          title: t("threads.state"),
          cell: (row) => <StateMark of={row} />,
        },
        {
          name: "waiting",
          title: t("threads.waiting"),
          cell: (row) => (row.waiting_since ? <Time at={row.waiting_since} style="ago" /> : "–"),
        },
        { name: "assignee", title: t("threads.assignee"), cell: (row) => row.assignee ?? "–" },
      ]}
      rowName={(row) => row.subject}
      empty={{ title: t("threads.empty"), text: t("threads.empty_help") }}
    />
  );
}
