"""A request whose answer was lost may be sent again: what its key stood for is kept for a day."""

from alembic import op

revision = "0027"
down_revision = "0026"

_UP = """
CREATE TABLE idempotency_keys (
    owner_kind varchar(10) NOT NULL,
    owner_id uuid NOT NULL,
    key varchar(64) NOT NULL,
    route varchar(200) NOT NULL,
    digest bytea NOT NULL,
    subject_id varchar(200) NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT idempotency_keys_pkey PRIMARY KEY (owner_kind, owner_id, key)
);
CREATE INDEX idempotency_keys_created_at_ix ON idempotency_keys (created_at);
"""


def upgrade() -> None:
    """What the app's role may do with it, `models.privileges` grants: add, read and remove, never change."""
    op.execute(_UP)


def downgrade() -> None:
    """Keys are ignored again."""
    op.execute("DROP TABLE idempotency_keys")
