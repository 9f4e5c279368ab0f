"""One inbox of work: who has a thread or a break, and what was decided; and views of lists that staff save."""

from alembic import op

revision = "0049"
down_revision = "0048"

_UP = """
CREATE TABLE claims (
    subject uuid CONSTRAINT claims_pkey PRIMARY KEY,
    queue varchar(20) NOT NULL,
    staff_id uuid,
    until timestamptz,
    passed uuid[] NOT NULL DEFAULT '{}',
    CONSTRAINT claims_queue_check CHECK (queue IN ('threads', 'breaks')),
    CONSTRAINT claims_whole_check CHECK ((staff_id IS NULL) = (until IS NULL))
);
CREATE TABLE work_done (
    id uuid CONSTRAINT work_done_pkey PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    queue varchar(20) NOT NULL,
    subject uuid NOT NULL,
    staff_id uuid NOT NULL,
    decision varchar(20) NOT NULL,
    waited interval NOT NULL,
    took interval,
    undone_at timestamptz
);
CREATE INDEX work_done_at_ix ON work_done (at);
CREATE INDEX work_done_subject_id_ix ON work_done (subject, id);
CREATE TABLE saved_views (
    id uuid CONSTRAINT saved_views_pkey PRIMARY KEY,
    staff_id uuid NOT NULL,
    list varchar(40) NOT NULL,
    name varchar(60) NOT NULL,
    filter jsonb NOT NULL,
    sort varchar(40),
    descending boolean NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT saved_views_name_key UNIQUE (staff_id, list, name)
);
"""


def upgrade() -> None:
    """What was decided before is not counted."""
    op.execute(_UP)


def downgrade() -> None:
    """Claims, figures and saved views are forgotten."""
    op.execute("DROP TABLE claims; DROP TABLE work_done; DROP TABLE saved_views")
