"""The types of the CMS follow the API: what it uses of the contract is known, and a change of that is noticed."""

import json
from pathlib import Path

import pytest

from lab.cms import contract
from lab.folder import LabError


def test_only_what_the_cms_uses_is_in_its_contract() -> None:
    part = contract.document()
    assert "/v1/admin/session" in part["paths"]
    assert "/v1/answers" not in part["paths"]
    text = json.dumps(part)
    assert '"summary"' not in text
    assert set(part["components"]["schemas"]) <= {name.rpartition("/")[2] for name in text.split('"')}


def test_a_change_of_the_contract_is_noticed_and_one_of_its_prose_is_not() -> None:
    part = contract.document()
    before = contract.digest(part)
    schema = part["components"]["schemas"]["Problem"]
    assert contract.digest(contract.quiet({**part, "description": "new prose"})) == before
    schema["properties"]["made_up"] = {"type": "string"}
    assert contract.digest(part) != before


def test_a_field_named_like_prose_is_kept() -> None:
    properties = {"description": {"type": "string", "description": "prose"}}
    assert contract.quiet({"properties": properties}) == {"properties": {"description": {"type": "string"}}}


def test_stale_types_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stale = tmp_path / "schema.ts"
    stale.write_text("// Made from the API's contract 0000000000000000\n")
    monkeypatch.setattr(contract, "TYPES", stale)
    with pytest.raises(LabError, match="lab cms types"):
        contract.check_types()
