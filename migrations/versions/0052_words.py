"""What staff wrote of a referral stands beside its steps, which nobody changes, so that an erasure can take it."""

from alembic import op

revision = "0052"
down_revision = "0049"

_UP = """
CREATE TABLE referral_words (
    referral_id uuid,
    number integer,
    words varchar(500) NOT NULL,
    CONSTRAINT referral_words_pkey PRIMARY KEY (referral_id, number)
);
INSERT INTO referral_words (referral_id, number, words)
SELECT referral_id, number, substr(note, strpos(note, ': ') + 2) FROM referral_steps
WHERE by = 'staff' AND strpos(note, ': ') > 0;
UPDATE referral_steps SET note = split_part(note, ': ', 1) WHERE by = 'staff' AND strpos(note, ': ') > 0;
"""
_DOWN = """
UPDATE referral_steps s SET note = left(s.note || ': ' || w.words, 500) FROM referral_words w
WHERE w.referral_id = s.referral_id AND w.number = s.number;
DROP TABLE referral_words;
"""


def upgrade() -> None:
    """Who decided stays with the step."""
    op.execute(_UP)


def downgrade() -> None:
    """Steps have the words again that are left."""
    op.execute(_DOWN)
