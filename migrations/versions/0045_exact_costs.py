"""What partners charge is kept with all the digits that they say: rounded, many orders made a drift of nothing."""

from alembic import op

revision = "0045"
down_revision = "0044"

_COLUMNS = {
    "redemptions": ("cost_amount",),
    "redemption_attempts": ("cost_amount",),
    "partner_lines": ("value_amount", "cost_amount"),
    "partner_floats": ("base", "latest"),
    "partner_state": ("balance_amount",),
}


def upgrade() -> None:
    """No table is written anew. What was rounded stays so until its statement is read again.

    The sum that stood is the one that was read last.
    """
    _retype("numeric")
    op.execute("ALTER TABLE partner_floats ADD steady numeric")
    op.execute("UPDATE partner_floats SET steady = latest")
    op.execute("ALTER TABLE partner_floats ALTER steady SET NOT NULL")


def downgrade() -> None:
    """Digits after the fourth are gone."""
    op.execute("ALTER TABLE partner_floats DROP steady")
    _retype("numeric(18, 4)")


def _retype(kind: str) -> None:
    for table, columns in _COLUMNS.items():
        op.execute(f"ALTER TABLE {table} {', '.join(f'ALTER {column} TYPE {kind}' for column in columns)}")
