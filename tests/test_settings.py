"""The environment, parsed once."""

import pytest

from settings import Settings, SettingsError

GOOD = {
    "DATABASE_URL": "postgresql://user:secret@db/buzzline",
    "REDIS_URL": "redis://cache/0",
    "KAFKA_BOOTSTRAP_SERVERS": "kafka:9092",
    "SECRET_KEYS": f"{'n' * 32}, {'o' * 32}",
    "API_URL": "https://api.example/",
    "REALTIME_URL": "wss://realtime.example/v1/realtime",
}


def test_new_terms_are_a_matter_of_the_installation() -> None:
    assert Settings.from_environ(GOOD | {"TERMS_VERSION": "2027-01"}).terms_version == "2027-01"


def test_a_whole_environment() -> None:
    settings = Settings.from_environ(
        GOOD | {"BOARDS_URL": "redis://boards/1", "CORS_ORIGINS": "https://a.example, https://b.example"}
    )
    assert settings.database_url == "postgresql+psycopg://user:secret@db/buzzline"
    assert (settings.broker_url, settings.boards_url) == ("redis://cache/0", "redis://boards/1")
    assert settings.secret_keys == (b"n" * 32, b"o" * 32)
    assert settings.cors_origins == {"https://a.example", "https://b.example"}
    assert settings.socket_origins == settings.exposed == frozenset()
    assert settings.proxies == 0
    assert settings.owner_database_url == settings.admin_url == settings.app_url == ""
    assert (settings.media_dir, settings.media_url) == (Settings.media_dir, "https://api.example/v1/media")


@pytest.mark.parametrize("url", ["https://play.example", "https://play.example/app", "http://127.0.0.1:8000/#"])
def test_the_app_is_where_links_in_mails_lead_to(url: str) -> None:
    assert Settings.from_environ(GOOD | {"APP_URL": f"{url}/"}).app_url == url


def test_battles_may_go_at_another_pace() -> None:
    settings = Settings.from_environ(GOOD | {"BATTLE_PACE_MS": "500, 4000, 300"})
    assert settings.battle_pace_ms == (500, 4_000, 300)


def test_media_may_lie_elsewhere_and_come_from_elsewhere() -> None:
    settings = Settings.from_environ(GOOD | {"MEDIA_DIR": "/srv/media", "MEDIA_URL": "https://cdn.example/media/"})
    assert (settings.media_dir, settings.media_url) == ("/srv/media", "https://cdn.example/media")


@pytest.mark.parametrize("name", GOOD)
def test_nothing_that_is_needed_has_a_default(name: str) -> None:
    with pytest.raises(SettingsError, match="BROKER_URL" if name == "REDIS_URL" else name):
        Settings.from_environ({key: value for key, value in GOOD.items() if key != name})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "mysql://db/buzzline"),
        ("OWNER_DATABASE_URL", "mysql://db/buzzline"),
        ("APP_URL", "play.example"),
        ("APP_URL", "javascript:alert(1)"),
        ("APP_URL", "https://user:pass@play.example"),
        ("APP_URL", "https://play.example/?to="),
        ("SECRET_KEYS", "short"),
        ("SECRET_KEYS", f"{'k' * 32},short"),
        ("TOPIC_PARTITIONS", "four"),
        ("TOPIC_PARTITIONS", "0"),
        ("ACCEPTS_IN_FLIGHT", "-1"),
        ("GUESTS_A_MINUTE", "0"),
        ("PROXIES", "-1"),
        ("TERMS_VERSION", "the second one"),
        ("BATTLE_PACE_MS", "3000,10000"),
        ("BATTLE_PACE_MS", "3000,10000,0"),
        ("PROXIES", "\u00b2"),
        ("EXPOSE", "docs,flower"),
        ("PARTNERS", "{"),
        ("PARTNERS", '{"tremendous": {"url": "http://partner.example"}}'),
        ("PUSH_ACCOUNT", '{"type": "service_account"}'),
    ],
)
def test_what_cannot_be_meant_is_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        Settings.from_environ(GOOD | {name: value})
