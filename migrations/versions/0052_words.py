"""What staff wrote of a referral stands beside its steps, which nobody changes, so that an erasure can take it;
referrals are found by state and by reason, and what is over by its time."""

from alembic import op

revision = "0052"
down_revision = "0051"

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
CREATE INDEX referrals_state_id_ix ON referrals (state, id);
CREATE INDEX referrals_reasons_ix ON referrals USING gin (reasons jsonb_path_ops);
CREATE INDEX threads_closed_at_ix ON threads (closed_at) WHERE state = 'closed';
CREATE INDEX player_messages_created_at_ix ON player_messages (created_at);
CREATE INDEX messages_settled_at_ix ON messages (settled_at) WHERE settled_at IS NOT NULL;
CREATE INDEX player_reports_closed_at_ix ON player_reports (closed_at) WHERE closed_at IS NOT NULL;
CREATE INDEX question_reports_closed_at_ix ON question_reports (closed_at) WHERE closed_at IS NOT NULL;
CREATE INDEX appeals_decided_at_ix ON appeals (decided_at) WHERE text <> '';
"""
_DOWN = """
DROP INDEX appeals_decided_at_ix, question_reports_closed_at_ix, player_reports_closed_at_ix, messages_settled_at_ix,
    player_messages_created_at_ix, threads_closed_at_ix, referrals_reasons_ix, referrals_state_id_ix;
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
