export const budgets = {
  lead: "What grants of a source may cost within a time. What a budget does not have any more is never paid.",
  create: "New budget",
  create_lead:
    "It cannot be changed later. Grants of its source and its time come out of it; where two budgets cover one, each must have it.",
  campaign: "Campaign",
  source: "Source of grants",
  most: "Tokens at most",
  spent: "Spent",
  left: "Left",
  since: "From",
  until: "Until",
  state: "State",
  states: { upcoming: "To come", open: "Open", used: "Used up", over: "Over" },
  empty: "No campaign has a budget.",
};
