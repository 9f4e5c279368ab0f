"""Referrals: codes, who brought whom and how that went, games that count for it."""

from alembic import op

revision = "0038"
down_revision = "0037"

_UP = """
CREATE TABLE referral_codes (
    player_id uuid CONSTRAINT referral_codes_pkey PRIMARY KEY,
    code varchar(8) NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT referral_codes_code_key UNIQUE (code)
);
CREATE TABLE referrals (
    id uuid CONSTRAINT referrals_pkey PRIMARY KEY,
    referee_id uuid NOT NULL,
    referrer_id uuid NOT NULL,
    event_id varchar(40) NOT NULL,
    state varchar(11) NOT NULL,
    version integer NOT NULL DEFAULT 1,
    referrer_tokens integer NOT NULL,
    referee_tokens integer NOT NULL,
    claimed_at timestamptz NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now(),
    changed_at timestamptz NOT NULL DEFAULT now(),
    looked_back boolean NOT NULL DEFAULT false,
    played_at timestamptz,
    due_at timestamptz,
    paid_at timestamptz,
    round smallint NOT NULL DEFAULT 1,
    score smallint NOT NULL DEFAULT 0,
    reasons jsonb NOT NULL DEFAULT '[]',
    cleared varchar(20)[] NOT NULL DEFAULT '{}',
    CONSTRAINT referrals_referee_id_key UNIQUE (referee_id),
    CONSTRAINT referrals_sides_check CHECK (referee_id <> referrer_id),
    CONSTRAINT referrals_tokens_check CHECK (referrer_tokens > 0 AND referee_tokens > 0),
    CONSTRAINT referrals_state_check CHECK (
        state IN ('joined', 'qualified', 'held', 'paid', 'ineligible', 'clawed_back')),
    CONSTRAINT referrals_paid_check CHECK ((state IN ('paid', 'clawed_back')) <= (paid_at IS NOT NULL)),
    CONSTRAINT referrals_due_check CHECK ((due_at IS NOT NULL) = (state IN ('joined', 'held')))
);
CREATE INDEX referrals_referrer_id_claimed_at_ix ON referrals (referrer_id, claimed_at);
CREATE INDEX referrals_due_at_ix ON referrals (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX referrals_fresh_ix ON referrals (applied_at) WHERE NOT looked_back;
CREATE INDEX referrals_played_ix ON referrals (played_at) WHERE state = 'joined' AND played_at IS NOT NULL;
CREATE INDEX referrals_paid_at_ix ON referrals (paid_at) WHERE paid_at IS NOT NULL;
CREATE TABLE referral_steps (
    referral_id uuid,
    number integer,
    before varchar(11) NOT NULL,
    after varchar(11) NOT NULL,
    by varchar(10) NOT NULL,
    reasons jsonb NOT NULL DEFAULT '[]',
    note varchar(500) NOT NULL DEFAULT '',
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT referral_steps_pkey PRIMARY KEY (referral_id, number),
    CONSTRAINT referral_steps_by_check CHECK (by IN ('player', 'rules', 'time', 'staff'))
);
CREATE TABLE referral_plays (
    referee_id uuid,
    game_id uuid,
    at timestamptz NOT NULL,
    human boolean NOT NULL,
    CONSTRAINT referral_plays_pkey PRIMARY KEY (referee_id, game_id)
);
CREATE INDEX devices_agent_ix ON devices (agent);
"""


def upgrade() -> None:
    """Nobody was brought by anybody."""
    op.execute(_UP)


def downgrade() -> None:
    """Who brought whom is forgotten; the ledger keeps its transfers."""
    op.execute("DROP INDEX devices_agent_ix")
    op.execute("DROP TABLE referral_plays, referral_steps, referrals, referral_codes")
