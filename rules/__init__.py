"""Pure decisions: scoring, boards, slices, retries; functions and frozen dataclasses on the standard library.

Nothing here imports Flask, SQLAlchemy, Celery, Kafka, Redis or the settings, nor another folder of ours.
Time, ids and randomness come in as arguments; `ruff.toml` beside this file holds the ban.
"""
