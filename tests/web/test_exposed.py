"""What is for operators and developers is served only where the settings say so."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

PLACES = {"docs": ["/docs", "/docs/own/docs.js"], "metrics": ["/metrics"]}


@pytest.mark.parametrize("exposed", [[], ["docs"], ["metrics"], ["docs", "metrics"]])
def test_only_what_is_exposed_is_there(make_app: Callable[..., Flask], exposed: list[str]) -> None:
    client: Any = make_app(exposed=frozenset(exposed)).test_client()
    for name, paths in PLACES.items():
        for path in paths:
            with client.get(path) as response:
                assert response.status_code == (200 if name in exposed else 404), path
    assert client.get("/livez").status_code == 200
    assert client.get("/v1/openapi.json").status_code == 200  # the contract is the clients'
    assert client.get("/v1/config").status_code == 200
