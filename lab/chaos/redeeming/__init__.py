"""Chaos for redemptions: players redeem, partners and processes fail, and the partners' own witness is compared.

The judge is pure; everything that touches processes is around it.
"""
