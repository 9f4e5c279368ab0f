"""The partner simulator: Reloadly Airtime, Reloadly Gift Cards and Tremendous, as they speak on the wire.

`/reloadly/auth/oauth/token` · `/reloadly/topups/...` · `/reloadly/giftcards/...` · `/tremendous/api/v2/...`

What it issued stands in its own SQLite file, which shares nothing with ours: `GET /witness/issued?reference=` and
`GET /witness/summary` read it. It fails as partners fail: by the recipient's last digits, by the end of a reference, by
product, in turn, or by chance (`PUT /faults`); docs/partners.md has the table.
"""

from lab.partners.command import main

__all__ = ["main"]
