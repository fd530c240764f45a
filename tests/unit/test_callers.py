from __future__ import annotations

from ipaddress import ip_network

import pytest

from sportello.channels.callers import client, is_one_of, is_welcome

ALLOWED = frozenset({"https://www.comune.it"})
HOST = "assistente.comune.it"
PROXIES = (ip_network("127.0.0.1"), ip_network("10.0.0.0/8"), ip_network("::1"))


@pytest.mark.parametrize(
    ("origin", "fetch_site"),
    [
        (None, None),
        (None, "none"),
        (f"https://{HOST}", None),
        (f"http://{HOST}", "same-origin"),
        ("https://other.name.of.the.proxy", "same-origin"),
        ("https://www.comune.it", None),
        ("https://www.comune.it", "cross-site"),
    ],
)
def test_our_site_the_allowed_ones_and_programs_are_welcome(origin: str | None, fetch_site: str | None) -> None:
    assert is_welcome(origin, fetch_site, HOST, ALLOWED)


@pytest.mark.parametrize(
    ("origin", "fetch_site"),
    [
        ("https://evil.example", None),
        ("https://evil.example", "cross-site"),
        ("null", None),
        ("", None),
        ("https://www.comune.it.evil.example", None),
        ("https://www.comune.it:8443", None),
        ("http://www.comune.it", None),
        (f"https://{HOST}.evil.example", None),
        (f"https://{HOST}:8443", None),
        (None, "cross-site"),
        (None, "same-site"),
    ],
)
def test_other_sites_are_not(origin: str | None, fetch_site: str | None) -> None:
    assert not is_welcome(origin, fetch_site, HOST, ALLOWED)


@pytest.mark.parametrize("forwarded_for", ["", "203.0.113.7", "127.0.0.1", "junk"])
def test_what_a_client_says_of_itself_is_not_believed(forwarded_for: str) -> None:
    assert client("198.51.100.1", forwarded_for, PROXIES) == "198.51.100.1"
    assert client("127.0.0.1", forwarded_for, ()) == "127.0.0.1"


@pytest.mark.parametrize(
    ("forwarded_for", "address"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("1.1.1.1, 203.0.113.7", "203.0.113.7"),
        ("1.1.1.1, 203.0.113.7, 10.1.2.3", "203.0.113.7"),
        ("203.0.113.7,10.1.2.3 , 10.1.2.4", "203.0.113.7"),
        ("", "127.0.0.1"),
        ("junk", "127.0.0.1"),
        ("203.0.113.7, junk, 10.1.2.3", "10.1.2.3"),
        ("10.1.2.3", "10.1.2.3"),
    ],
)
def test_the_client_is_the_last_address_that_is_no_proxy_of_ours(forwarded_for: str, address: str) -> None:
    assert client("127.0.0.1", forwarded_for, PROXIES) == address


def test_a_client_of_ipv6_is_its_whole_network() -> None:
    one, other = client("2001:db8:1:2::1", "", ()), client("2001:db8:1:2:ffff::9", "", ())
    assert one == other == "2001:db8:1:2::/64"
    assert client("2001:db8:1:3::1", "", ()) != one
    assert client("::1", "2001:db8:1:2::1", PROXIES) == one


def test_ipv4_dressed_as_ipv6_is_the_same_client() -> None:
    assert client("::ffff:203.0.113.7", "", ()) == "203.0.113.7"
    assert client("::ffff:127.0.0.1", "203.0.113.7", PROXIES) == "203.0.113.7"


def test_a_client_without_an_address_is_counted_all_the_same() -> None:
    assert client("", "203.0.113.7", PROXIES) == ""


@pytest.mark.parametrize(
    ("peer", "is_one"),
    [
        ("10.1.2.3", True),
        ("::ffff:10.1.2.3", True),
        ("::1", True),
        ("192.0.2.1", False),
        ("testclient", False),
        ("", False),
        ("10.1.2.3, 10.1.2.4", False),
    ],
)
def test_only_an_address_can_be_one_of_ours(peer: str, is_one: bool) -> None:
    assert is_one_of(peer, PROXIES) == is_one
