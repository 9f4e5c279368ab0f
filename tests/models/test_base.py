"""Connections as everybody opens them."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from models.base import REQUEST_LIMITS, open_engine


def test_20_an_error_of_the_database_names_nobodys_values(database_url: str) -> None:
    engine = open_engine(database_url, REQUEST_LIMITS)
    with engine.connect() as connection, pytest.raises(DBAPIError) as caught:
        connection.execute(text("SELECT 1 / (length(:address) - length(:address))"), {"address": "ada@example.com"})
    engine.dispose()
    assert "ada@example.com" not in str(caught.value)
    assert "division by zero" in str(caught.value)
