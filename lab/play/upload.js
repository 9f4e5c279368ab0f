/** A file of the player's on its way to the server: announced, put, and said to be there. */

import { Problem } from "./api.js";

/** Send a picture; the id under which it may be used. Raises Problem. */
export async function send(api, file) {
  const { body: upload } = await api.ask("POST", "/v1/uploads", { type: file.type, size: file.size });
  const { url, method, headers } = upload.put;
  const reply = await fetch(url, { method, headers, body: file }).catch(() => null);
  if (!reply?.ok) throw new Problem(reply?.status ?? 0, "unreachable", "The file could not be sent.");
  const { body: kept } = await api.ask("POST", `/v1/uploads/${upload.id}/complete`, {});
  return kept.media_id;
}
