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
