"""What tokens buy: partners' products, what a token is worth, and the switches and thresholds that staff set."""

from alembic import op

revision = "0034"
down_revision = "0033"

_UP = """
CREATE TABLE products (
    id uuid CONSTRAINT products_pkey PRIMARY KEY,
    partner varchar(20) NOT NULL,
    partner_product varchar(80) NOT NULL,
    kind varchar(9) NOT NULL,
    name varchar(200) NOT NULL,
    brand varchar(100) NOT NULL,
    country char(2) NOT NULL,
    currency char(3) NOT NULL,
    fixed numeric[] NOT NULL DEFAULT '{}',
    least numeric,
    most numeric,
    fee_fixed numeric NOT NULL DEFAULT 0,
    fee_percent numeric NOT NULL DEFAULT 0,
    discount_percent numeric NOT NULL DEFAULT 0,
    cost_currency char(3) NOT NULL,
    cost_rate numeric NOT NULL,
    available boolean NOT NULL,
    shown boolean NOT NULL DEFAULT true,
    margin_bp integer,
    stock integer,
    day_limit_per_player integer,
    image_url varchar(500),
    synced_at timestamptz NOT NULL DEFAULT now(),
    version integer NOT NULL DEFAULT 1,
    CONSTRAINT products_kind_check CHECK (kind IN ('recharge', 'gift_card')),
    CONSTRAINT products_values_check CHECK (CASE WHEN cardinality(fixed) > 0 THEN least IS NULL AND most IS NULL
        ELSE least > 0 AND most >= least END),
    CONSTRAINT products_cost_rate_check CHECK (cost_rate > 0),
    CONSTRAINT products_margin_bp_check CHECK (margin_bp BETWEEN -9000 AND 100000),
    CONSTRAINT products_stock_check CHECK (stock >= 0),
    CONSTRAINT products_day_limit_per_player_check CHECK (day_limit_per_player >= 0),
    CONSTRAINT products_partner_key UNIQUE (partner, partner_product, country)
) WITH (fillfactor = 70);
CREATE INDEX products_country_name_id_ix ON products (country, name, id);
CREATE TABLE product_syncs (
    partner varchar(20) CONSTRAINT product_syncs_pkey PRIMARY KEY,
    next_at timestamptz NOT NULL,
    synced_at timestamptz,
    offers integer,
    problem varchar(200)
);
CREATE TABLE token_rates (
    currency char(3) NOT NULL,
    number integer NOT NULL,
    tokens_per_unit numeric NOT NULL,
    margin_bp integer NOT NULL DEFAULT 0,
    valid_from timestamptz NOT NULL DEFAULT clock_timestamp(),
    set_by uuid,
    reason varchar(500) NOT NULL,
    CONSTRAINT token_rates_pkey PRIMARY KEY (currency, number),
    CONSTRAINT token_rates_tokens_per_unit_check CHECK (tokens_per_unit > 0),
    CONSTRAINT token_rates_margin_bp_check CHECK (margin_bp BETWEEN -9000 AND 100000)
);
INSERT INTO token_rates (currency, number, tokens_per_unit, reason) VALUES ('USD', 1, 1000, 'what a token is worth');
CREATE TABLE switches (
    name varchar(80) CONSTRAINT switches_pkey PRIMARY KEY,
    is_on boolean NOT NULL,
    reason varchar(500) NOT NULL,
    changed_by uuid,
    changed_at timestamptz NOT NULL DEFAULT now(),
    version integer NOT NULL DEFAULT 1
);
CREATE TABLE thresholds (
    name varchar(80) CONSTRAINT thresholds_pkey PRIMARY KEY,
    value bigint NOT NULL,
    reason varchar(500) NOT NULL,
    changed_by uuid,
    changed_at timestamptz NOT NULL DEFAULT now(),
    version integer NOT NULL DEFAULT 1
);
"""


def upgrade() -> None:
    """Everything is on, thresholds are as declared, a token is worth a tenth of a US cent; no product is known yet."""
    op.execute(_UP)


def downgrade() -> None:
    """Products come again with the next sync; what staff set is lost."""
    op.execute("DROP TABLE thresholds, switches, token_rates, product_syncs, products")
