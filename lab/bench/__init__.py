"""Benches: each measures one thing, on a system of its own, beside a baseline taken in the same run.

A bench is a module with a docstring that says its method and a function `measure(options, say, progress)`; `command`
has the table of them. May import anything but tests; only the lab's own commands import it.
"""


def main(argv: list[str]) -> int:
    """`python -m lab bench`; imported when called, because one of its modules is a program itself."""
    from lab.bench.command import main as bench

    return bench(argv)
