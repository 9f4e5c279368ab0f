"""Referrals, honest and farmed, with their labels: whom the rules would pay, and whom they would not."""
