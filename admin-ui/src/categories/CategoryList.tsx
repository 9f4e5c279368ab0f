/** The tree of categories: names, order, and what lies below what. */

import AddIcon from "@mui/icons-material/Add";
import DownIcon from "@mui/icons-material/ArrowDownward";
import UpIcon from "@mui/icons-material/ArrowUpward";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import IconButton from "@mui/material/IconButton";
import MuiLink from "@mui/material/Link";
import Table from "@mui/material/Table";
import TableBody from "@mui/material/TableBody";
import TableCell from "@mui/material/TableCell";
import TableHead from "@mui/material/TableHead";
import TableRow from "@mui/material/TableRow";
import { useQueryClient } from "@tanstack/react-query";
import { usePermissions, useTranslate } from "ra-core";
import { useState } from "react";
import { Link } from "react-router-dom";
import { ask } from "../api/http";
import { ExportButton } from "../exports/ExportAction";
import { Card } from "../parts/Card";
import { Empty } from "../parts/Empty";
import { Fault } from "../parts/Fault";
import { Page } from "../parts/Page";
import { Waiting } from "../parts/Waiting";
import { Words } from "../parts/Words";
import { type Category, KEY, useCategories } from "./tree";

export function CategoryList() {
  const t = useTranslate();
  const { permissions } = usePermissions<string[]>();
  const writes = permissions?.includes("content.write") ?? false;
  const { tree, isPending, error, refetch } = useCategories();
  const { move, busy, error: refused } = useMoves();
  const make = writes && (
    <Button component={Link} to="/categories/create" variant="contained" startIcon={<AddIcon />}>
      {t("categories.create")}
    </Button>
  );
  return (
    <Page
      title={t("nav.categories")}
      actions={
        <>
          {make}
          <ExportButton subject="categories" filter={{}} />
        </>
      }
    >
      <Fault error={error} onRetry={refetch} />
      <Fault error={refused} />
      {isPending && !error && <Waiting />}
      {!isPending && !tree.length && <Empty title={t("categories.empty")} action={make} />}
      {tree.length > 0 && (
        <Card flush>
          <Table size="small">
            <TableHead>
              <TableRow>
                <TableCell>{t("categories.name")}</TableCell>
                <TableCell>{t("categories.slug")}</TableCell>
                <TableCell align="right">{t("categories.questions")}</TableCell>
                {writes && <TableCell>{t("categories.order")}</TableCell>}
              </TableRow>
            </TableHead>
            <TableBody>
              {tree.map(({ category, depth }) => {
                const beside = siblings(
                  tree.map((one) => one.category),
                  category,
                );
                const at = beside.findIndex((one) => one.id === category.id);
                return (
                  <TableRow key={category.id}>
                    <TableCell>
                      <Box sx={{ pl: depth * 3 }}>
                        <MuiLink
                          component={Link}
                          to={`/categories/${category.id}`}
                          sx={{ fontWeight: depth ? 500 : 700 }}
                        >
                          <Words>{category.name}</Words>
                        </MuiLink>
                      </Box>
                    </TableCell>
                    <TableCell>
                      <code>{category.slug}</code>
                    </TableCell>
                    <TableCell align="right">
                      <MuiLink
                        component={Link}
                        to={`/questions?filter=${encodeURIComponent(JSON.stringify({ category_id: String(category.id) }))}`}
                      >
                        {category.questions.toLocaleString("en")}
                      </MuiLink>
                    </TableCell>
                    {writes && (
                      <TableCell sx={{ whiteSpace: "nowrap" }}>
                        <IconButton
                          aria-label={t("categories.up", { name: category.name })}
                          disabled={busy || at === 0}
                          onClick={() => move(beside, at, at - 1)}
                        >
                          <UpIcon fontSize="small" />
                        </IconButton>
                        <IconButton
                          aria-label={t("categories.down", { name: category.name })}
                          disabled={busy || at === beside.length - 1}
                          onClick={() => move(beside, at, at + 1)}
                        >
                          <DownIcon fontSize="small" />
                        </IconButton>
                      </TableCell>
                    )}
                  </TableRow>
                );
              })}
            </TableBody>
          </Table>
        </Card>
      )}
    </Page>
  );
}

const siblings = (all: Category[], one: Category) => all.filter((other) => other.parent_id === one.parent_id);

/** Move one among those beside it; every place that changes by it is written. */
function useMoves() {
  const queries = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const move = async (beside: Category[], from: number, to: number) => {
    const order = [...beside];
    const [moved] = order.splice(from, 1);
    if (!moved) return;
    order.splice(to, 0, moved);
    setBusy(true);
    setError(null);
    try {
      for (const [position, one] of order.entries()) {
        if (one.position === position) continue;
        const headers = { "If-Match": `"e${one.edition}"` };
        await ask(`/v1/admin/categories/${one.id}`, { method: "PATCH", body: { position }, headers });
      }
    } catch (found) {
      setError(found);
    } finally {
      await queries.invalidateQueries({ queryKey: KEY });
      setBusy(false);
    }
  };
  return { move, busy, error };
}
