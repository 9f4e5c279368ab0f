import Box from "@mui/material/Box";

/** `state: published`, each filter a mark; nothing for none. */
export function FilterWords({ filter }: { filter: Record<string, unknown> }) {
  return (
    <Box component="span" sx={{ display: "inline-flex", flexWrap: "wrap", gap: 0.5 }}>
      {Object.entries(filter).map(([name, value]) => (
        <Box
          key={name}
          component="bdi"
          sx={({ colours: c }) => ({ px: 0.75, borderRadius: "6px", background: c.sunk, overflowWrap: "anywhere" })}
        >
          {name}: <b>{Array.isArray(value) ? value.join(", ") : String(value)}</b>
        </Box>
      ))}
    </Box>
  );
}
