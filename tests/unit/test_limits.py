from __future__ import annotations

import pytest

from sportello.channels.errors import Refusal, Refused
from sportello.channels.limits import Capacity, RateLimit


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def allowed(limit: RateLimit, client: str, times: int) -> list[bool]:
    return [limit.allows(client) for _ in range(times)]


def test_so_many_messages_are_allowed_and_no_more(clock: Clock) -> None:
    assert allowed(RateLimit(3, clock=clock), "a", 5) == [True, True, True, False, False]


def test_each_client_has_its_own_count(clock: Clock) -> None:
    limit = RateLimit(1, clock=clock)
    assert limit.allows("a")
    assert limit.allows("b")
    assert not limit.allows("a")
    assert not limit.allows("b")


@pytest.mark.parametrize(("seconds", "again"), [(59.9, False), (60.0, True), (3600.0, True)])
def test_a_minute_later_a_client_may_send_again(clock: Clock, seconds: float, again: bool) -> None:
    limit = RateLimit(1, clock=clock)
    assert limit.allows("a")
    clock.now += seconds
    assert limit.allows("a") is again


def test_the_minute_slides_with_each_message(clock: Clock) -> None:
    limit = RateLimit(2, clock=clock)
    assert limit.allows("a")
    clock.now += 40
    assert allowed(limit, "a", 2) == [True, False]
    clock.now += 20
    assert allowed(limit, "a", 2) == [True, False]
    clock.now += 40
    assert allowed(limit, "a", 2) == [True, False]


def test_refused_messages_do_not_count(clock: Clock) -> None:
    limit = RateLimit(1, clock=clock)
    assert limit.allows("a")
    for _ in range(5):
        clock.now += 11
        assert not limit.allows("a")
    clock.now += 5
    assert limit.allows("a")


def test_the_client_that_was_quiet_longest_is_forgotten_first(clock: Clock) -> None:
    limit = RateLimit(1, max_clients=2, clock=clock)
    assert limit.allows("a")
    assert limit.allows("b")
    assert not limit.allows("a")
    assert limit.allows("c")
    assert not limit.allows("a")
    assert limit.allows("b")


def test_a_flood_of_clients_does_not_fill_the_memory(clock: Clock) -> None:
    limit = RateLimit(1, max_clients=10, clock=clock)
    for number in range(1000):
        limit.allows(str(number))
    assert len(limit._sent) == 10


def test_who_comes_when_all_places_are_taken_is_told_so() -> None:
    capacity = Capacity(1)
    with capacity.place(), pytest.raises(Refused) as refused, capacity.place():
        pass
    assert refused.value.refusal is Refusal.BUSY


def test_a_place_is_free_again_also_after_an_error() -> None:
    capacity = Capacity(1)
    with pytest.raises(RuntimeError), capacity.place():
        raise RuntimeError
    with capacity.place():
        pass


def test_who_was_silent_for_a_minute_is_no_longer_in_memory(clock: Clock) -> None:
    limit = RateLimit(1, clock=clock)
    assert limit.allows("198.51.100.7")
    clock.now += 61
    assert limit.allows("198.51.100.8")
    assert list(limit._sent) == ["198.51.100.8"]


@pytest.mark.parametrize(("seconds", "again"), [(1.9, False), (2.0, True)])
def test_the_time_that_counts_can_be_another(clock: Clock, seconds: float, again: bool) -> None:
    limit = RateLimit(1, clock=clock, window_seconds=2.0)
    assert limit.allows("a")
    clock.now += seconds
    assert limit.allows("a") is again
