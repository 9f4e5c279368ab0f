"""What the CMS has a copy of is what the rules say."""

import json
import re
from math import prod
from typing import Any

import pytest

from lab.cms.source import FOLDER
from lab.folder import ROOT
from rules.media import DESCRIPTION_MOST, SIZE_MOST
from rules.permissions import PERMISSIONS, ROLES
from rules.states import NEXT

_CASES = [ROOT / "web" / "admin" / name for name in ("cases.py", "queues.py")]


def _constant(file: str, name: str) -> Any:
    """A constant of the sources, as Python has it: literals alone."""
    text = (FOLDER / "src" / file).read_text()
    found = re.search(rf"const {name}(?:: [^=]+)? = (.+?)(?: as const)?;\n", text, re.DOTALL)
    assert found, f"{name} is not in {file}"
    keyed = re.sub(r"(\w+):", r'"\1":', found[1])
    return json.loads(re.sub(r",(\s*[}\]])", r"\1", keyed))


def test_states_follow_one_another_as_the_rules_say() -> None:
    shown = _constant("questions/States.tsx", "NEXT")
    assert {state: set(then) for state, then in shown.items()} == {state: set(then) for state, then in NEXT.items()}


def test_roles_are_those_of_the_rules() -> None:
    assert tuple(_constant("staff/RoleBoxes.tsx", "ROLES")) == ROLES


def test_every_resource_takes_permissions_that_there_are() -> None:
    text = (FOLDER / "src" / "auth" / "needs.ts").read_text()
    taken = set(re.findall(r'"(\w+\.\w+)"', text))
    assert taken
    assert taken <= set(PERMISSIONS)


@pytest.mark.parametrize(
    ("name", "most"), [("FILE_MOST", SIZE_MOST), ("DESCRIPTION_MOST", max(DESCRIPTION_MOST.values()))]
)
def test_files_are_as_big_as_the_rules_let_them(name: str, most: int) -> None:
    text = (FOLDER / "src" / "media" / "types.ts").read_text()
    [product] = re.findall(rf"{name} = ([\d_ *]+);", text)
    assert prod(int(factor) for factor in product.split("*")) == most


def test_what_was_done_to_a_case_has_words() -> None:
    done = {name for path in _CASES for name in re.findall(r'acting\("(cases\.\w+)"', path.read_text())}
    words = (FOLDER / "src" / "queues" / "words.ts").read_text()
    assert done
    assert done <= set(re.findall(r'^    "(cases\.\w+)": "', words, re.MULTILINE))
