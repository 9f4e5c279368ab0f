"""Friendly names for guests who gave none."""

from secrets import choice, randbelow

_HOW = """
Brisk Calm Clever Bright Merry Bold Gentle Swift Sunny Witty Lucky Nimble Proud Quiet Jolly Keen Lively Noble Patient
Rapid Sly Steady Wise Zesty
"""
_WHO = """
Otter Falcon Badger Heron Lynx Panda Marten Raven Fox Gecko Ibex Koala Lemur Moose Newt Owl Puffin Quokka Robin Seal
Tapir Walrus Yak Zebra
"""


def friendly_name() -> str:
    """Such as "Brisk Otter 42"; not unique."""
    return f"{choice(_HOW.split())} {choice(_WHO.split())} {randbelow(98) + 2}"
