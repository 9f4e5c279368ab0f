/** What people wrote: in whichever direction it runs, and with nothing around it turned. */

interface Props {
  children: string | null | undefined;
  lang?: string;
  /** Cut to one line. */
  line?: boolean;
}

export function Words({ children, lang, line = false }: Props) {
  const cut = line
    ? ({ display: "block", overflow: "hidden", textOverflow: "ellipsis", whiteSpace: "nowrap" } as const)
    : ({ overflowWrap: "anywhere", whiteSpace: "pre-wrap" } as const);
  return (
    <bdi dir="auto" lang={lang} style={cut} title={line ? (children ?? undefined) : undefined}>
      {children}
    </bdi>
  );
}
