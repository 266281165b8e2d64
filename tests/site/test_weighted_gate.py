"""The gate before work that needs much memory: how much is inside at a time, and who comes next."""

import threading

import pytest

from practice_site.weighted_gate import WeightedGate

PATIENCE = 60  # seconds, only ever waited for by a test that fails


class Worker(threading.Thread):
    """Goes through the gate in a thread of its own and stays inside until it is told to leave."""

    def __init__(self, gate: WeightedGate, weight: int):
        super().__init__(daemon=True)
        self.gate, self.weight = gate, weight
        self.is_in, self.may_leave = threading.Event(), threading.Event()
        before = len(gate._line)
        self.start()
        while not self.is_in.is_set() and len(gate._line) == before:
            self.is_in.wait(0.001)

    def run(self):
        with self.gate.entered(self.weight):
            self.is_in.set()
            self.may_leave.wait(PATIENCE)

    def came_in(self) -> bool:
        return self.is_in.wait(PATIENCE)

    def leave(self):
        self.may_leave.set()
        self.join(PATIENCE)


def test_light_pieces_work_side_by_side_up_to_the_places():
    gate = WeightedGate(2, 100)
    first, second, third = (Worker(gate, 10) for _ in range(3))
    assert first.came_in()
    assert second.came_in()
    assert not third.is_in.is_set()
    second.leave()
    assert third.came_in()
    first.leave()
    third.leave()


@pytest.mark.parametrize("weight", [100, 1000])
def test_heavy_piece_works_alone(weight):
    gate = WeightedGate(2, 100)
    heavy, light = Worker(gate, weight), Worker(gate, 1)
    assert heavy.came_in()
    assert not light.is_in.is_set()
    heavy.leave()
    assert light.came_in()
    light.leave()


def test_nobody_passes_a_heavy_piece_that_waits():
    gate = WeightedGate(2, 100)
    inside, heavy, light = Worker(gate, 10), Worker(gate, 100), Worker(gate, 10)
    assert inside.came_in()
    assert (heavy.is_in.is_set(), light.is_in.is_set()) == (False, False)
    inside.leave()
    assert heavy.came_in()
    assert not light.is_in.is_set()
    heavy.leave()
    assert light.came_in()
    light.leave()


def test_piece_that_fails_leaves_room():
    gate = WeightedGate(1, 100)
    with pytest.raises(ZeroDivisionError), gate.entered(100):
        raise ZeroDivisionError
    after = Worker(gate, 100)
    assert after.came_in()
    after.leave()
