import { useTranslate } from "ra-core";
import { Download as File } from "../parts/Download";
import { format } from "../parts/moments";
import { useZone } from "../parts/zone";
import { EXPORTS, type Export } from "./types";

export function Download({ of }: { of: Export }) {
  const t = useTranslate();
  const zone = useZone();
  const name = t(`exports.subjects.${of.subject}`);
  return (
    <File
      path={`${EXPORTS}/${of.id}/file`}
      name={`${of.subject}.${of.format}`}
      label={t("exports.download_named", { name, at: format(of.created_at, "full", zone) })}
    >
      {t("exports.download")}
    </File>
  );
}
