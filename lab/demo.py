"""The demo player's account, which anybody may enter: it is of a lab that listens on this machine alone."""

EMAIL = "demo@buzzline.test"
PASSWORD = "four blue otters"

REASON = "Demo: a referral's days are minutes, and one machine is many players'."
PROFILE = {"referral_day_seconds": 60, "referral_common_from": 0}
"""Thresholds of a demo. Whoever tries it has one browser on one network for all who play."""
