export const home = {
  hello: "Hello, %{name}",
  cases: "Cases that wait",
  reviews: "Questions in review",
  no_reviews: "No question waits for a second reader.",
};
