"""The app's role makes no tables; the one thing it needs one for, a day's partition of `answers`, is a function."""

from alembic import op

revision = "0017"
down_revision = "0016"

# Runs with its owner's rights, so it takes nothing but a day, and finds every name by its schema. Rows that the day's
# sessions already left in the DEFAULT partition move into the day's own. A UUIDv7 begins with 48 bits of milliseconds.
_FUNCTION = """
CREATE FUNCTION make_answers_partition(day date) RETURNS text LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    name text := 'answers_' || to_char(day, 'YYYYMMDD');
    low uuid := rpad(lpad(to_hex(extract(epoch FROM day)::bigint * 1000), 12, '0'), 32, '0')::uuid;
    high uuid := rpad(lpad(to_hex(extract(epoch FROM day + 1)::bigint * 1000), 12, '0'), 32, '0')::uuid;
BEGIN
    EXECUTE format('CREATE TABLE public.%I (LIKE public.answers INCLUDING DEFAULTS INCLUDING INDEXES)', name);
    EXECUTE format(
        'WITH moved AS (DELETE FROM public.answers_default WHERE session_id >= %L AND session_id < %L RETURNING *) '
        'INSERT INTO public.%I SELECT * FROM moved', low, high, name
    );
    EXECUTE format(
        'ALTER TABLE public.answers ATTACH PARTITION public.%I FOR VALUES FROM (%L) TO (%L)', name, low, high
    );
    RETURN name;
END
$$;
REVOKE ALL ON FUNCTION make_answers_partition(date) FROM PUBLIC;
"""


def upgrade() -> None:
    """The app's role can do without owning tables; what it may, `models.privileges` grants after each migration."""
    op.execute(_FUNCTION)


def downgrade() -> None:
    """It owns them."""
    op.execute("DROP FUNCTION make_answers_partition(date)")
