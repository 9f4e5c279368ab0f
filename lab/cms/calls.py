"""How scripts in a page of the CMS ask the API: as a player, and as the member of staff who is logged in there."""

CALLS = """
  const send = async (method, path, body, headers) => {
    const given = { ...(body && { "Content-Type": "application/json" }), ...headers };
    const answer = await fetch(`/v1/${path}`, { method, headers: given, ...(body && { body: JSON.stringify(body) }) });
    if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`);
    return answer.status === 204 ? null : answer.json();
  };
  const call = (token, method, path, body, more) =>
    send(method, path, body, { ...(token && { Authorization: `Bearer ${token}` }), ...more });
  const staff = async (method, path, body, etag) => {
    const { csrf_token } = await send("GET", "admin/session");
    return send(method, `admin/${path}`, body, { "X-CSRF-Token": csrf_token, ...(etag && { "If-Match": etag }) });
  };
"""
"""For the body of a script: `call(token, method, path, body, headers)` and `staff(method, path, body, etag)` give what
is answered, and raise what is no success."""
