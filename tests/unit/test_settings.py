from __future__ import annotations

from ipaddress import ip_network

import pytest
from pydantic import ValidationError

from sportello.settings import BadSettings, Settings, get_settings


def test_no_other_site_and_no_proxy_is_trusted_unless_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ORIGINI", "PROXY_FIDATI"):
        monkeypatch.delenv(name, raising=False)
    assert (Settings().origins, Settings().trusted_proxies) == (frozenset(), ())


@pytest.mark.parametrize(
    "written", ["https://www.comune.it,http://prova:8080", " https://WWW.comune.it/ , http://prova:8080,"]
)
def test_sites_are_written_with_commas(monkeypatch: pytest.MonkeyPatch, written: str) -> None:
    monkeypatch.setenv("ORIGINI", written)
    assert Settings().origins == {"https://www.comune.it", "http://prova:8080"}


@pytest.mark.parametrize(
    "written", ["*", "www.comune.it", "https://*.comune.it", "https://www.comune.it/pagina", "null", "javascript:x"]
)
def test_what_is_no_site_is_refused(monkeypatch: pytest.MonkeyPatch, written: str) -> None:
    monkeypatch.setenv("ORIGINI", written)
    with pytest.raises(ValidationError):
        Settings()


def test_proxies_are_addresses_or_networks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROXY_FIDATI", "127.0.0.1, 10.0.0.0/8, ::1")
    assert Settings().trusted_proxies == tuple(map(ip_network, ("127.0.0.1", "10.0.0.0/8", "::1")))


@pytest.mark.parametrize("written", ["*", "proxy.comune.it", "10.0.0.0/33"])
def test_what_is_no_address_is_refused(monkeypatch: pytest.MonkeyPatch, written: str) -> None:
    monkeypatch.setenv("PROXY_FIDATI", written)
    with pytest.raises(ValidationError):
        Settings()


def test_whoever_starts_it_reads_which_variable_to_mend(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("PORTA", "porta"), ("ORIGINI", "*,https://www.comune.it"), ("PROXY_FIDATI", "10.0.0.1/8")):
        monkeypatch.setenv(name, value)
    with pytest.raises(BadSettings) as ended:
        get_settings.__wrapped__()
    lines = str(ended.value).splitlines()
    assert [line.split(":")[0] for line in lines] == ["ORIGINI", "PORTA", "PROXY_FIDATI"]
    assert "«*,https://www.comune.it»" in lines[0]


TOKEN = "7000000001:AAH-prova_prova_prova_prova_prova_pr"


@pytest.mark.parametrize("written", [None, "", "  "])
def test_without_a_token_telegram_is_off(monkeypatch: pytest.MonkeyPatch, written: str | None) -> None:
    if written is None:
        monkeypatch.delenv("TELEGRAM_TOKEN", raising=False)
    else:
        monkeypatch.setenv("TELEGRAM_TOKEN", written)
    assert Settings().telegram_token is None


def test_a_token_is_kept_out_of_sight(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_TOKEN", f" {TOKEN}\n")
    settings = Settings()
    assert settings.telegram_token is not None
    assert settings.telegram_token.get_secret_value() == TOKEN
    assert TOKEN.partition(":")[2] not in f"{settings} {settings!r} {settings.dict()}"


@pytest.mark.parametrize("written", ["7000000001", "AAH-prova", f"bot{TOKEN}", f"{TOKEN[:20]}", f"{TOKEN} {TOKEN}"])
def test_a_token_that_is_not_whole_is_not_repeated(monkeypatch: pytest.MonkeyPatch, written: str) -> None:
    monkeypatch.setenv("TELEGRAM_TOKEN", written)
    with pytest.raises(BadSettings) as ended:
        get_settings.__wrapped__()
    assert str(ended.value).startswith("TELEGRAM_TOKEN: il valore non va bene. Non è come lo dà BotFather")
    assert written not in str(ended.value)


@pytest.mark.parametrize("address", [None, "", "http://www.comune.it"])
def test_a_webhook_wants_a_public_address_with_https(monkeypatch: pytest.MonkeyPatch, address: str | None) -> None:
    monkeypatch.setenv("TELEGRAM_MODO", "webhook")
    monkeypatch.delenv("INDIRIZZO_PUBBLICO", raising=False)
    if address is not None:
        monkeypatch.setenv("INDIRIZZO_PUBBLICO", address)
    with pytest.raises(BadSettings, match="TELEGRAM_MODO.*INDIRIZZO_PUBBLICO"):
        get_settings.__wrapped__()
    monkeypatch.setenv("INDIRIZZO_PUBBLICO", "https://www.comune.it/")
    assert get_settings.__wrapped__().public_address == "https://www.comune.it"


def test_telegram_comes_by_polling_from_its_own_address_unless_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TELEGRAM_MODO", "TELEGRAM_API"):
        monkeypatch.delenv(name, raising=False)
    assert (Settings().telegram_mode, Settings().telegram_api) == ("polling", "https://api.telegram.org")
    monkeypatch.setenv("TELEGRAM_MODO", "altro")
    with pytest.raises(BadSettings, match="TELEGRAM_MODO: «altro»"):
        get_settings.__wrapped__()
