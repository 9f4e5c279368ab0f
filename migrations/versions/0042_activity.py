"""Who plays on which day, counted as it happens; networks of logins; who may see whether a player is there."""

from alembic import op

revision = "0042"
down_revision = "0041"

_TABLES = """
-- What a player did on a UTC day, once: noted in the transaction that did it, counted by a tick.
CREATE TABLE activity_marks (
    player_id uuid NOT NULL,
    kind varchar(8) NOT NULL,
    day date NOT NULL,
    counted boolean NOT NULL DEFAULT false,
    CONSTRAINT activity_marks_pkey PRIMARY KEY (player_id, kind, day),
    CONSTRAINT activity_marks_kind_check CHECK (kind IN ('joined', 'active', 'redeemed'))
) WITH (fillfactor = 80);
CREATE INDEX activity_marks_uncounted_ix ON activity_marks (day, player_id) WHERE NOT counted;
CREATE INDEX activity_marks_day_ix ON activity_marks (day) WHERE counted;
CREATE TABLE activity_players (
    player_id uuid CONSTRAINT activity_players_pkey PRIMARY KEY,
    cohort date NOT NULL,
    played_on date,
    redeemed_on date
) WITH (fillfactor = 80);
CREATE TABLE activity_weeks (
    player_id uuid NOT NULL,
    week date NOT NULL,
    CONSTRAINT activity_weeks_pkey PRIMARY KEY (player_id, week)
);
CREATE INDEX activity_weeks_week_ix ON activity_weeks (week);
CREATE TABLE activity_days (
    day date CONSTRAINT activity_days_pkey PRIMARY KEY,
    joined integer NOT NULL DEFAULT 0,
    active integer NOT NULL DEFAULT 0,
    redeemed integer NOT NULL DEFAULT 0
);
CREATE TABLE activity_cohorts (
    cohort date CONSTRAINT activity_cohorts_pkey PRIMARY KEY,
    joined integer NOT NULL DEFAULT 0,
    played integer NOT NULL DEFAULT 0,
    redeemed integer NOT NULL DEFAULT 0
);
CREATE TABLE activity_retention (
    cohort date NOT NULL,
    week date NOT NULL,
    players integer NOT NULL,
    CONSTRAINT activity_retention_pkey PRIMARY KEY (cohort, week)
);
CREATE INDEX activity_retention_week_ix ON activity_retention (week);

-- Where logins are used from: of an address no more than its network is kept.
CREATE TABLE player_networks (
    id uuid CONSTRAINT player_networks_pkey PRIMARY KEY,
    player_id uuid NOT NULL,
    network cidr NOT NULL,
    first_at timestamptz NOT NULL DEFAULT now(),
    last_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT player_networks_player_id_network_key UNIQUE (player_id, network)
) WITH (fillfactor = 80);
CREATE INDEX player_networks_network_ix ON player_networks (network);
CREATE INDEX player_networks_last_at_ix ON player_networks (last_at);

-- What a timeline goes back by.
CREATE INDEX transfers_player_id_at_id_ix ON transfers (player_id, at, id);

-- How far each category of data is forgotten (models.retention), and what that takes.
CREATE TABLE retention (
    category varchar(20) CONSTRAINT retention_pkey PRIMARY KEY,
    forgotten bigint NOT NULL DEFAULT 0,
    reached uuid,
    ran_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX notifications_created_at_ix ON notifications (created_at);
CREATE INDEX webhook_events_received_at_ix ON webhook_events (received_at);
CREATE INDEX redemptions_told_ix ON redemptions (changed_at) WHERE recipient IS NOT NULL;

ALTER TABLE players ADD presence varchar(7) NOT NULL DEFAULT 'friends',
    ADD CONSTRAINT players_presence_check CHECK (presence IN ('friends', 'nobody'));
"""

_PAST = """
INSERT INTO activity_marks (player_id, kind, day)
SELECT id, 'joined', (created_at AT TIME ZONE 'UTC')::date FROM players
UNION SELECT player_id, 'active', (uuid_extract_timestamp(id) AT TIME ZONE 'UTC')::date FROM sessions
    WHERE uuid_extract_timestamp(id) IS NOT NULL
UNION SELECT first_id, 'active', (uuid_extract_timestamp(id) AT TIME ZONE 'UTC')::date FROM battles
    WHERE uuid_extract_timestamp(id) IS NOT NULL
UNION SELECT second_id, 'active', (uuid_extract_timestamp(id) AT TIME ZONE 'UTC')::date FROM battles
    WHERE kind <> 'ghost' AND uuid_extract_timestamp(id) IS NOT NULL
UNION SELECT r.player_id, 'redeemed', (t.at AT TIME ZONE 'UTC')::date FROM redemption_transitions t
    JOIN redemptions r ON r.id = t.redemption_id WHERE t.after = 'succeeded'
"""


def upgrade() -> None:
    """What was before is counted by the next ticks."""
    op.execute(_TABLES)
    op.execute(_PAST)


def downgrade() -> None:
    """Back; what was counted is forgotten."""
    op.execute("ALTER TABLE players DROP presence")
    op.execute(
        "DROP INDEX transfers_player_id_at_id_ix, notifications_created_at_ix, webhook_events_received_at_ix, "
        "redemptions_told_ix"
    )
    op.execute(
        "DROP TABLE retention, player_networks, activity_retention, activity_cohorts, activity_days, activity_weeks, "
        "activity_players, activity_marks"
    )
