"""What was rewarded outlives the account it was rewarded with, without its player."""

from alembic import op

revision = "0051"
down_revision = "0050"

_UP = """
CREATE TABLE referral_rewarded (
    kind varchar(7) NOT NULL,
    hash bytea NOT NULL,
    rewarded_on date NOT NULL DEFAULT CURRENT_DATE,
    CONSTRAINT referral_rewarded_pkey PRIMARY KEY (kind, hash),
    CONSTRAINT referral_rewarded_kind_check CHECK (kind IN ('device', 'mailbox', 'phone', 'payout'))
)
"""
_DEVICES = """
INSERT INTO referral_rewarded (kind, hash, rewarded_on)
SELECT 'device', k.key_hash, min(r.paid_at)::date FROM referrals r JOIN device_keys k ON k.player_id = r.referee_id
WHERE r.paid_at IS NOT NULL GROUP BY k.key_hash
"""


def upgrade() -> None:
    """Devices of those who were paid before are known; of their mailboxes and phones nothing is."""
    op.execute(_UP)
    op.execute(_DEVICES)


def downgrade() -> None:
    """Who is erased may be rewarded again."""
    op.execute("DROP TABLE referral_rewarded")
