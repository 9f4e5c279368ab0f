/** Moments in the reader's zone, with UTC when one points at them. */

import { useTranslate } from "ra-core";
import { format, type Style, utc } from "./moments";
import { useZone } from "./zone";

interface Props {
  at: string | null | undefined;
  style?: Style;
  /** What to say of a moment that never was. */
  none?: string;
}

export function Time({ at, style = "full", none }: Props) {
  const t = useTranslate();
  const zone = useZone();
  if (!at) return <span>{none ?? t("cms.never")}</span>;
  return (
    <time dateTime={at} title={`${format(at, "full", zone)} (${zone})\n${utc(at)}`} style={{ whiteSpace: "nowrap" }}>
      {format(at, style, zone)}
    </time>
  );
}
