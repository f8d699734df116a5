import threading
import time

import pytest
import torch

from training.threads import alone, side_by_side, threads

CPU = torch.device("cpu")


@pytest.fixture
def two_threads():
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    yield
    torch.set_num_threads(before)


def test_results_come_in_order(two_threads):
    def work(number):
        time.sleep(0.02 if number % 2 == 0 else 0.0)
        return number

    assert list(side_by_side(work, range(7), CPU)) == list(range(7))


def test_parts_are_computed_at_the_same_time_by_one_thread_each(two_threads):
    meeting = threading.Barrier(2, timeout=20)

    def work(number):
        meeting.wait()  # broken unless both parts are being computed
        return torch.get_num_threads()

    assert list(side_by_side(work, range(4), CPU)) == [1] * 4
    assert torch.get_num_threads() == 2


def test_no_more_is_begun_than_somebody_waits_for(two_threads):
    begun = []
    results = side_by_side(lambda number: begun.append(number) or number, iter(range(1000)), CPU)
    assert next(results) == 0
    results.close()
    time.sleep(0.05)
    assert len(begun) <= 2


def test_a_fault_reaches_the_caller(two_threads):
    with pytest.raises(ZeroDivisionError):
        list(side_by_side(lambda number: 1 / number, [2, 1, 0, 3], CPU))


def test_what_is_not_divided_has_one_thread_and_may_have_gradients(two_threads):
    weight = torch.ones(3, requires_grad=True)
    made, count = alone(lambda: ((2 * weight).sum(), torch.get_num_threads()), CPU)
    made.backward()
    assert count == 1 and weight.grad.tolist() == [2.0] * 3


def test_one_thread_computes_in_its_own(two_threads):
    torch.set_num_threads(1)
    assert threads(CPU) == 1
    here = threading.get_ident()
    assert set(side_by_side(lambda _: threading.get_ident(), range(3), CPU)) == {here}


def test_an_accelerator_is_asked_for_one_part_at_a_time(two_threads):
    assert threads(torch.device("cuda")) == 1
