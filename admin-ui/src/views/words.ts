export const views = {
  name: "Views",
  one: "Saved view",
  yours: "Your views of this list",
  none: "You have saved no view of this list.",
  link: "the link to %{name}, for colleagues",
  delete: "Delete the view %{name}",
  save_lead: "Save what is shown now, with its filter and order:",
  name_of: "Name of the view",
};
