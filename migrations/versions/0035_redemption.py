"""Redemptions with their attempts and transitions, cards under seal, and how each partner is doing."""

from alembic import op

revision = "0035"
down_revision = "0034"

_STATES = (
    "'held', 'in_review', 'submitting', 'in_progress', 'unknown', 'manual_review', "
    "'succeeded', 'failed', 'refunded', 'reversed', 'cancelled'"
)

_TABLES = f"""
CREATE TABLE redemptions (
    id uuid CONSTRAINT redemptions_pkey PRIMARY KEY,
    player_id uuid NOT NULL,
    product_id uuid NOT NULL,
    partner varchar(20) NOT NULL,
    kind varchar(9) NOT NULL,
    partner_product varchar(80) NOT NULL,
    name varchar(200) NOT NULL,
    country varchar(2) NOT NULL,
    state varchar(13) NOT NULL,
    tokens bigint NOT NULL,
    value_amount numeric(18, 4) NOT NULL,
    value_currency varchar(3) NOT NULL,
    rate jsonb NOT NULL,
    recipient varchar(16),
    recipient_hash bytea,
    hold_id bigint NOT NULL,
    from_stock boolean NOT NULL,
    review_reason varchar(80),
    next_attempt_at timestamptz,
    tries smallint NOT NULL DEFAULT 0,
    misses smallint NOT NULL DEFAULT 0,
    doubts smallint NOT NULL DEFAULT 0,
    sent_at timestamptz,
    sent_until timestamptz,
    fence bigint NOT NULL DEFAULT 0,
    lease_until timestamptz,
    partner_id varchar(80),
    cost_amount numeric(18, 4),
    cost_currency varchar(3),
    last_verdict varchar(12),
    last_code varchar(200),
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    changed_at timestamptz NOT NULL DEFAULT now(),
    woken_at timestamptz,
    deliver_at timestamptz,
    delivery_tries smallint NOT NULL DEFAULT 0,
    delivered_at timestamptz,
    CONSTRAINT redemptions_state_check CHECK (state IN ({_STATES})),
    CONSTRAINT redemptions_kind_check CHECK (kind IN ('recharge', 'gift_card')),
    CONSTRAINT redemptions_tokens_check CHECK (tokens > 0)
) WITH (fillfactor = 70);
CREATE INDEX redemptions_player_id_id_ix ON redemptions (player_id, id);
CREATE INDEX redemptions_due_ix ON redemptions (partner, next_attempt_at) WHERE next_attempt_at IS NOT NULL;
CREATE INDEX redemptions_leased_ix ON redemptions (partner, lease_until) WHERE lease_until IS NOT NULL;
CREATE INDEX redemptions_deliver_at_ix ON redemptions (deliver_at) WHERE deliver_at IS NOT NULL;
CREATE INDEX redemptions_recipient_hash_ix ON redemptions (recipient_hash) WHERE recipient_hash IS NOT NULL;
CREATE INDEX redemptions_partner_partner_id_ix ON redemptions (partner, partner_id) WHERE partner_id IS NOT NULL;
CREATE INDEX redemptions_state_id_ix ON redemptions (state, id);
CREATE TABLE redemption_attempts (
    redemption_id uuid NOT NULL,
    fence bigint NOT NULL,
    work varchar(7) NOT NULL,
    started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    lease_until timestamptz NOT NULL,
    ended_at timestamptz,
    verdict varchar(12),
    code varchar(200),
    http_status smallint,
    partner_id varchar(80),
    cost_amount numeric(18, 4),
    cost_currency varchar(3),
    retry_after_s double precision,
    late boolean,
    CONSTRAINT redemption_attempts_pkey PRIMARY KEY (redemption_id, fence)
);
CREATE TABLE redemption_transitions (
    redemption_id uuid NOT NULL,
    version integer NOT NULL,
    before varchar(13),
    after varchar(13) NOT NULL,
    cause varchar(20) NOT NULL,
    detail varchar(500),
    transfer_id bigint,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT redemption_transitions_pkey PRIMARY KEY (redemption_id, version)
);
CREATE TABLE gift_cards (
    redemption_id uuid NOT NULL,
    number smallint NOT NULL,
    player_id uuid NOT NULL,
    key_id varchar(40) NOT NULL,
    wrapped bytea NOT NULL,
    sealed bytea NOT NULL,
    fingerprint bytea NOT NULL,
    fingerprint_key varchar(40) NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT gift_cards_pkey PRIMARY KEY (redemption_id, number)
);
CREATE INDEX gift_cards_fingerprint_ix ON gift_cards (fingerprint);
CREATE TABLE gift_card_views (
    id uuid CONSTRAINT gift_card_views_pkey PRIMARY KEY,
    redemption_id uuid NOT NULL,
    player_id uuid NOT NULL,
    device_id uuid,
    request_id varchar(64) NOT NULL,
    at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX gift_card_views_redemption_id_ix ON gift_card_views (redemption_id);
CREATE TABLE partner_state (
    partner varchar(20) CONSTRAINT partner_state_pkey PRIMARY KEY,
    rate_a_second double precision NOT NULL,
    burst double precision NOT NULL,
    level double precision NOT NULL DEFAULT 0,
    level_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    in_flight_most smallint NOT NULL,
    failures integer NOT NULL DEFAULT 0,
    rests_until timestamptz,
    rest_reason varchar(200),
    paused_reason varchar(500),
    paused_at timestamptz,
    frozen_reason varchar(500),
    frozen_at timestamptz,
    timeline bigint,
    balance_amount numeric(18, 4),
    balance_currency varchar(3),
    balance_at timestamptz,
    version integer NOT NULL DEFAULT 0
);
INSERT INTO partner_state (partner, rate_a_second, burst, in_flight_most)
    VALUES ('reloadly-airtime', 50, 50, 32), ('reloadly-giftcards', 50, 50, 32), ('tremendous', 9, 9, 16);
"""

_HOUSES = """
ALTER TABLE ledger_accounts ALTER COLUMN purpose TYPE varchar(40);
ALTER TABLE transfers ALTER COLUMN house TYPE varchar(40);
DELETE FROM ledger_accounts a WHERE purpose = 'redeemed'
    AND NOT EXISTS (SELECT FROM ledger_entries e WHERE e.account_id = a.id);
INSERT INTO ledger_accounts (kind, purpose) SELECT 'house', 'clearing:' || partner FROM partner_state;
"""


def upgrade() -> None:
    """Nothing was redeemed before: the account for that goes."""
    op.execute(_TABLES)
    op.execute(_HOUSES)


def downgrade() -> None:
    """Who redeemed what is lost, and so are the codes of cards; what the ledger says of it stays."""
    op.execute(
        "DROP TABLE partner_state, gift_card_views, gift_cards, redemption_transitions, redemption_attempts, "
        "redemptions"
    )
    op.execute(
        "DELETE FROM ledger_accounts a WHERE purpose LIKE 'clearing:%' "
        "AND NOT EXISTS (SELECT FROM ledger_entries e WHERE e.account_id = a.id)"
    )
    op.execute("INSERT INTO ledger_accounts (kind, purpose) VALUES ('house', 'redeemed')")
