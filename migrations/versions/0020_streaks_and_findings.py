"""Streaks keep when their days were counted; questions have titles, findings rows, accounts the key they came with."""

from alembic import op

revision = "0020"
down_revision = "0018"

_UP = """
ALTER TABLE player_progress
    ADD COLUMN streak_uncounted bytea NOT NULL DEFAULT '',
    ADD COLUMN streak_counted jsonb NOT NULL DEFAULT '[]';

ALTER TABLE questions ADD COLUMN title text NOT NULL DEFAULT '';

CREATE TABLE device_keys (
    key_hash bytea NOT NULL,
    player_id uuid NOT NULL,
    kept_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT device_keys_pkey PRIMARY KEY (key_hash, player_id)
);
CREATE INDEX device_keys_player_id_ix ON device_keys (player_id);

CREATE TABLE import_findings (
    import_id uuid NOT NULL,
    no integer NOT NULL,
    line integer NOT NULL,
    code varchar(40) NOT NULL,
    detail text NOT NULL,
    fatal boolean NOT NULL,
    CONSTRAINT import_findings_pkey PRIMARY KEY (import_id, no)
);
INSERT INTO import_findings
    SELECT id, row_number() OVER (PARTITION BY id ORDER BY line, ordinality), line, code, detail, fatal FROM (
        SELECT i.id, f.ordinality, (f.value ->> 'line')::integer AS line, f.value ->> 'code' AS code,
            f.value ->> 'detail' AS detail, (f.value ->> 'fatal')::boolean AS fatal
        FROM imports i CROSS JOIN jsonb_array_elements(i.report -> 'faults') WITH ORDINALITY AS f
        UNION ALL
        SELECT i.id, d.ordinality, (d.value ->> 'line')::integer, 'duplicate',
            COALESCE('as line ' || (d.value ->> 'of'), 'the bank has it'), false
        FROM imports i CROSS JOIN jsonb_array_elements(i.report -> 'duplicate_rows') WITH ORDINALITY AS d
    ) found;
UPDATE imports SET report = report - 'faults' - 'duplicate_rows' WHERE report IS NOT NULL;
"""

_DOWN = """
DROP TABLE import_findings;
DROP TABLE device_keys;
ALTER TABLE questions DROP COLUMN title;
ALTER TABLE player_progress DROP COLUMN streak_uncounted, DROP COLUMN streak_counted;
"""


def upgrade() -> None:
    """Days that were played before count as they did."""
    op.execute(_UP)


def downgrade() -> None:
    """All days that were played count; titles are lost, and findings are to be made anew."""
    op.execute(_DOWN)
