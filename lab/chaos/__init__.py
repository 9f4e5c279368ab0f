"""Chaos in Jepsen's manner: players keep a journal, a nemesis strikes, and after a drain a judge compares.

The judge (`judge`, `books`) is pure; everything that touches processes is around it.
May import anything but tests; only the lab's own commands import it.
"""


def main(argv: list[str]) -> int:
    """`python -m lab chaos`; imported when called, because one of its modules is a program itself."""
    from lab.chaos.command import main as chaos

    return chaos(argv)
