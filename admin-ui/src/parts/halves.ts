/** Two columns where there is room for them, one where there is not. */
export const HALVES = {
  display: "grid",
  gap: 2,
  gridTemplateColumns: { xs: "minmax(0, 1fr)", md: "repeat(2, minmax(0, 1fr))" },
} as const;

/** The same, each as high as it is. */
export const UNEVEN = { ...HALVES, alignItems: "start" } as const;
