/** A break: what the partner's statement says, and what we do. */

import { useTranslate } from "ra-core";
import { tokenWords } from "../catalogue/rules";
import { Fact, Facts } from "../parts/Facts";
import { Words } from "../parts/Words";
import { Subject } from "./Subject";
import type { Break } from "./types";

export function Said({ of: found }: { of: Break }) {
  const t = useTranslate();
  return (
    <Facts>
      <Fact name={t("breaks.kind")}>{t(`breaks.means.${found.kind}`)}</Fact>
      <Fact name={t("breaks.subject")}>
        <Subject of={found} />
      </Fact>
      <Fact name={t("breaks.theirs")}>
        <Words>{found.theirs || "–"}</Words>
      </Fact>
      <Fact name={t("breaks.ours")}>
        <Words>{found.ours || "–"}</Words>
      </Fact>
      <Fact name={t("breaks.tokens")}>{tokenWords(found.tokens)}</Fact>
    </Facts>
  );
}
