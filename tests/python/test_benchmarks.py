"""What can be seen of the benchmarks without a browser: that they call the package as it is."""

from benchmarks import python_layer


def test_the_python_layer_is_called_as_a_page_calls_it(monkeypatch):
    monkeypatch.setattr(python_layer, "CALLS", 1)
    assert min(python_layer.both_us()) > 0
