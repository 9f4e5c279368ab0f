"""`python -m lab cms`: what developers and `make` do with the CMS."""

import argparse
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from lab.cms import contract
from lab.cms.build import build
from lab.cms.node import find
from lab.cms.source import install, run, tool
from lab.start import print_line


def main(argv: list[str]) -> int:
    """The exit code; raises LabError with what a tool found."""
    parser = argparse.ArgumentParser("python -m lab cms", description="The CMS: check, test and build it.")
    parser.add_argument("action", choices=ACTIONS)
    ACTIONS[parser.parse_args(argv).action]()
    return 0


def check() -> None:
    """Types and style, and whether the generated types are the API's."""
    node = find(print_line)
    install(node, print_line)
    with ThreadPoolExecutor() as pool:
        jobs = [
            pool.submit(run, node, tool("tsc", "--noEmit")),
            pool.submit(run, node, tool("biome", "check", "--colors=off")),
            pool.submit(contract.check_types),
        ]
    for job in jobs:
        job.result()


def test() -> None:
    """The tests of the parts with logic, and how much the first page loads."""
    node = find(print_line)
    install(node, print_line)
    with ThreadPoolExecutor() as pool:
        tested, built = pool.submit(run, node, tool("vitest", "run")), pool.submit(build, print_line)
    for job in (tested, built):
        job.result()
    run(node, tool("size-limit"))


def make() -> None:
    """Static files for a CDN."""
    print_line(f"cms: {build(print_line)}")


def types() -> None:
    """The types of the API."""
    contract.write_types(print_line)


ACTIONS: dict[str, Callable[[], None]] = {"build": make, "check": check, "test": test, "types": types}
