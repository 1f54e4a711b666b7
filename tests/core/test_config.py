"""Settings are safe or refused."""

from datetime import timedelta

import pytest

import config


def test_the_demo_secret_is_refused_outside_the_demo() -> None:
    with pytest.raises(config.ConfigurationError, match="SECRET_KEY"):
        config.load({"SECRET_KEY": config.DEMO_SECRET})


@pytest.mark.parametrize("secret", ["", "short"])
def test_a_missing_or_short_secret_is_refused_outside_the_demo(secret: str) -> None:
    with pytest.raises(config.ConfigurationError):
        config.load({"SECRET_KEY": secret})


def test_the_demo_runs_without_a_secret() -> None:
    assert config.load({"EVERNORMAL_DEMO": "1"})["SECRET_KEY"] == config.DEMO_SECRET


def test_a_plain_postgres_address_gets_the_driver_that_is_shipped() -> None:
    assert config.database_url({"DATABASE_URL": "postgres://u@h/d"}) == "postgresql+psycopg://u@h/d"


def test_cookies_are_secure_where_the_public_address_is() -> None:
    settings = config.load({"EVERNORMAL_DEMO": "1", "PUBLIC_URL": "https://supply.example"})

    assert settings["SESSION_COOKIE_SECURE"] is True


def test_the_cookie_of_a_sign_in_lasts_as_long_as_the_sign_in_may() -> None:
    settings = config.load({"EVERNORMAL_DEMO": "1", "SESSION_HOURS": "48"})

    assert settings["PERMANENT_SESSION_LIFETIME"] == timedelta(hours=48)
    assert settings["SESSION_COOKIE_HTTPONLY"] is True
    assert settings["SESSION_COOKIE_SAMESITE"] == "Lax"


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("TRUSTED_PROXIES", "abc", "TRUSTED_PROXIES must be a whole number; it is “abc”."),
        ("SESSION_HOURS", "-1", "SESSION_HOURS must be a whole number; it is “-1”."),
        ("MAX_UPLOAD_BYTES", "12MB", "MAX_UPLOAD_BYTES must be a whole number; it is “12MB”."),
        ("TIMEZONE", "Foo/Bar", "TIMEZONE must be the name of a time zone, such as Asia/Shanghai; it is “Foo/Bar”."),
        ("DEFAULT_LOCALE", "fr", "DEFAULT_LOCALE must be one of zh_Hans, en; it is “fr”."),
    ],
)
def test_a_setting_that_means_nothing_is_refused_by_its_name(name: str, value: str, said: str) -> None:
    with pytest.raises(config.ConfigurationError) as refused:
        config.load({"EVERNORMAL_DEMO": "1", name: value})

    assert str(refused.value) == said
