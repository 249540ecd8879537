"""How many may come in, measured by a clock of our own."""

import pytest

from pow_pipeline.cli.form import rate_limits
from pow_pipeline.cli.form.rate_limits import Places, Window, sender_of
from pow_pipeline.cli.form.refusal import RefusedError


def waits(window: Window, key: str) -> int:
    """Return after how many seconds it may happen again; 0 when it may now."""
    try:
        window.count(key)
    except RefusedError as refused:
        return refused.retry_after
    return 0


def test_a_window_moves_on_with_the_clock():
    now = [100.0]
    window = Window(2, 60, clock=lambda: now[0])
    result = []
    for moment in (100, 130, 131, 159.9, 160, 160, 189.5, 190):
        now[0] = moment
        result.append(waits(window, "a"))
    assert result == [0, 0, 29, 1, 0, 30, 1, 0]
    assert waits(window, "b") == 0


def test_what_it_remembers_is_bounded_and_what_is_oldest_goes_first(monkeypatch):
    monkeypatch.setattr(rate_limits, "_KEYS", 3)
    window = Window(1, 60, clock=lambda: 0.0)
    result = [waits(window, key) for key in ("a", "b", "c", "a", "d", "a", "b")]
    assert result == [0, 0, 0, 60, 0, 60, 0]  # b went when d came


def test_places_are_for_so_many_and_so_many_of_one():
    places = Places(3, of_one=2)
    with places.take("a"), places.take("a"):
        with pytest.raises(RefusedError), places.take("a"):
            pass
        with places.take("b"), pytest.raises(RefusedError), places.take("c"):
            pass
        with places.take("c"):
            pass
    with places.take("a"), places.take("a"):
        pass


@pytest.mark.parametrize(
    ("address", "sender"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8::1", "2001:db8::/64"),
        ("2001:db8:0:0:ffff::1", "2001:db8::/64"),
        ("2001:db8:0:1::1", "2001:db8:0:1::/64"),
        ("nobody", ""),
        ("", ""),
    ],
)
def test_senders_are_distinguished_by_their_network(address, sender):
    assert sender_of(address) == sender
