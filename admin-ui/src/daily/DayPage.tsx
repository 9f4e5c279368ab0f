/** One day's challenge in a category: picked, or left to chance. */

import Button from "@mui/material/Button";
import MenuItem from "@mui/material/MenuItem";
import TextField from "@mui/material/TextField";
import { usePermissions, useTranslate } from "ra-core";
import { Link, useParams, useSearchParams } from "react-router-dom";
import { Card } from "../parts/Card";
import { Empty } from "../parts/Empty";
import { Fault } from "../parts/Fault";
import { Page } from "../parts/Page";
import { Waiting } from "../parts/Waiting";
import { useSlugs } from "../quizzes/categories";
import { QuizView } from "../quizzes/QuizView";
import type { Sheet } from "../quizzes/types";
import { useDays } from "./calls";
import { dayName, isAhead, isDay } from "./month";
import { PickForm } from "./PickForm";

export function DayPage() {
  const t = useTranslate();
  const { id = "" } = useParams();
  const [search, setSearch] = useSearchParams();
  const { choices } = useSlugs();
  const category = search.get("category") ?? "";
  const name = isDay(id) ? dayName(id) : id;
  const ahead = isDay(id) && isAhead(id, Date.now());
  return (
    <Page
      title={t("daily.day", { day: name })}
      lead={t(ahead ? "daily.day_lead" : "daily.past_lead")}
      actions={
        <>
          <TextField
            select
            label={t("daily.category")}
            value={choices.length ? category : ""}
            onChange={(event) => setSearch({ category: event.target.value }, { replace: true })}
            sx={{ width: 220 }}
          >
            {choices.map((one) => (
              <MenuItem key={one.id} value={one.id}>
                {one.name}
              </MenuItem>
            ))}
          </TextField>
          <Button component={Link} to={`/daily?month=${id.slice(0, 7)}&category=${category}`} variant="outlined">
            {t("daily.back")}
          </Button>
        </>
      }
    >
      {category ? (
        <OfCategory key={category} day={id} category={category} ahead={ahead} />
      ) : (
        <Card>
          <Empty title={t("daily.choose_category")} />
        </Card>
      )}
    </Page>
  );
}

function OfCategory({ day, category, ahead }: { day: string; category: string; ahead: boolean }) {
  const t = useTranslate();
  const { permissions } = usePermissions<string[]>();
  const { data, error, refetch } = useDays(day, day, category);
  if (error) return <Fault error={error} onRetry={refetch} />;
  if (!data) return <Waiting />;
  const made = data.items[0] ?? null;
  const writes = permissions?.includes("content.write") ?? false;
  if (ahead && writes) return <PickForm day={day} category={category} made={made} />;
  if (!made)
    return (
      <Card>
        <Empty title={t(ahead ? "daily.by_chance" : "daily.nobody")} />
      </Card>
    );
  return <QuizView sheet={made as unknown as Sheet} />;
}
