/** Where a path of a message leads to on this page: what the API calls a link, and a mail has in its address. */

const PLACES = [
  [/^\/players\//, () => "friends", "inbox.friends"],
  [/^\/appeals$/, () => "appeals", "inbox.appeals"],
  [/^\/threads\/([\w-]+)$/, (id) => `support/${id}`, "inbox.thread"],
  [/^\/referrals$/, () => "invite", "invite.title"],
  [/^\/redemptions\//, () => "rewards", "rewards.title"],
  [/^\/battles\/([\w-]+)$/, (id) => `battle/${id}`, "inbox.battle"],
];

/** Its fragment, and the text of a link to it; null where the page has no such place. */
export function place(link) {
  for (const [path, fragment, text] of PLACES) {
    const found = path.exec(link ?? "");
    if (found) return { fragment: fragment(found[1]), text };
  }
  return null;
}
