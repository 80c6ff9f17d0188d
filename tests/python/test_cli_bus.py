"""The verbs on the bus: each run in this process, on a real gateway, with a peer as the other side."""

import asyncio
import io
import json
import re
import sys
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import pytest
from support.gateway_process import GatewayProcess

import dash_glue42 as glue
from dash_glue42 import cli
from dash_glue42.cli import _bus, _output

TOKEN = "something-long"


@pytest.fixture(scope="module")
def bus() -> Iterator[GatewayProcess]:
    with GatewayProcess("--token", TOKEN, "--log-level", "error") as gateway:
        yield gateway


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, bus: GatewayProcess) -> None:
    monkeypatch.setenv("DASH_GLUE42_GATEWAY_URL", bus.url)
    monkeypatch.setenv("DASH_GLUE42_GATEWAY_TOKEN", TOKEN)


@pytest.fixture
def desk(bus: GatewayProcess) -> glue.SyncPeer:
    """The other side. What it offers before it joins is there when it has."""
    return glue.SyncPeer(bus.url, token=TOKEN, application="Desk")


class Outcome(NamedTuple):
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., Outcome]:
    """Runs a verb to its end."""

    def run(*arguments: str) -> Outcome:
        try:
            code = cli.main(arguments)
        except SystemExit as ended:
            code = int(ended.code or 0)
        return Outcome(code, *capsys.readouterr())

    return run


class Steps(io.StringIO):
    """A stdout that takes the next step whenever a verb has printed something, and presses Ctrl-C after the last."""

    def __init__(self, steps: tuple[Callable[[], object], ...]) -> None:
        super().__init__()
        self._steps = iter(steps)

    def flush(self) -> None:
        next(self._steps, self._interrupt)()

    @staticmethod
    def _interrupt() -> None:
        raise KeyboardInterrupt


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """Runs a verb until it has printed once more than there are steps; returns the lines."""

    def watch(arguments: str, *steps: Callable[[], object]) -> list[str]:
        stdout = Steps(steps)
        monkeypatch.setattr(sys, "stdout", stdout)
        assert cli.main(arguments.split()) == 130
        return stdout.getvalue().splitlines()

    return watch


# All verbs on the bus, with what each needs.
VERBS = (("methods",),)


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb[0])
@pytest.mark.parametrize(
    ("options", "words"),
    [
        (
            ["--gateway", "ws://127.0.0.1:1", "--timeout", "0.1"],
            r"The gateway at ws://127\.0\.0\.1:1 cannot be reached \(.*\)\. \(waited 0\.1 s\) -> "
            r"start one with `dash-glue42 gateway`, or give another address with --gateway",
        ),
        (
            ["--token", "wrong"],
            r"The gateway at \S+ refused this program: .*Invalid token.* -> --gateway gives the address, "
            r"the environment variable DASH_GLUE42_GATEWAY_TOKEN the token",
        ),
    ],
    ids=["not there", "wrong token"],
)
def test_without_a_bus_a_verb_says_in_one_line_what_to_do(run, verb, options, words):
    outcome = run(*verb, *options)
    assert (outcome.code, outcome.out) == (1, "")
    assert re.fullmatch(rf"dash-glue42 {verb[0]}: {words}\n", outcome.err)


def test_without_websockets_a_verb_says_what_to_install(monkeypatch, run):
    for name in [name for name in sys.modules if re.match(r"(websockets|dash_glue42\.peer)(\.|$)", name)]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.delattr(glue, "peer")
    monkeypatch.setitem(sys.modules, "websockets", None)
    outcome = run("methods")
    assert (outcome.code, outcome.out) == (1, "")
    assert outcome.err.endswith('needs the package websockets: pip install "dash-glue42[peer]"\n')
    assert outcome.err.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ("methods --gateway http://127.0.0.1", "is no address of a gateway: give one like ws://127.0.0.1:8385"),
        ("methods --gateway ws://", "is no address of a gateway"),
        ("methods --gateway ws://127.0.0.1:99999", "is no address of a gateway"),
        ("methods --timeout 0", "'0' is no duration"),
        ("methods --timeout soon", "'soon' is no duration"),
        ("methods --timeout inf", "'inf' is no duration"),
    ],
)
def test_a_wrong_usage_ends_with_2_before_the_bus_is_joined(run, arguments, words):
    outcome = run(*arguments.split())
    assert outcome.code == 2
    assert words in outcome.err


def test_a_wrong_address_in_the_environment_is_a_wrong_usage(monkeypatch, run):
    monkeypatch.setenv("DASH_GLUE42_GATEWAY_URL", "localhost:8385")
    assert run("methods").code == 2


def test_an_operation_that_takes_too_long_fails():
    options = cli._parser().parse_args(["methods", "--timeout", "0.01"])
    with pytest.raises(glue.PeerError, match=r"did not answer within 0\.01 s"):
        asyncio.run(_bus.in_time(options, asyncio.sleep(20)))


def test_methods_are_listed_with_their_signatures_and_apps(run, desk):
    @desk.method("Sum")
    def add(a: float, b: float) -> float:
        return a + b

    desk.stream("Prices.\x1b[2J")
    with desk:
        assert run("methods") == (
            0,
            "Prices. [2J  stream  ()                                    Desk\n"
            "Sum          method  (double a, double b) -> double value  Desk\n",
            "",
        )
        [prices, sum] = run("methods", "--json").json
    assert (prices["name"], prices["supportsStreaming"]) == ("Prices.\x1b[2J", True)
    assert (sum["name"], sum["servers"][0]["application"]) == ("Sum", "Desk")


def test_no_methods_are_none(run):
    assert run("methods") == (0, "No app offers a method or a stream.\n", "")
    assert run("methods", "--json").json == []


def test_methods_are_followed(watch, desk):
    desk.method("Sum")(lambda: 1)
    with desk:
        lines = watch("methods --watch", lambda: desk.method("Double")(lambda: 2), lambda: desk.unregister("Sum"))
    assert lines == ["+ Sum  method  ()  Desk", "+ Double  method  ()  Desk", "- Sum"]


def test_each_state_of_the_methods_is_a_line_of_json(watch, desk):
    desk.method("Sum")(lambda: 1)
    with desk:
        states = watch("methods --watch --json", lambda: desk.unregister("Sum"))
    assert [[method["name"] for method in json.loads(state)] for state in states] == [["Sum"], []]


def test_readable_json_keeps_letters_and_escapes_what_moves_the_cursor():
    text = 'Zürich 東 \x1b[2J \x7f \x9b \u202e \U000e0001 "'
    shown = _output.readable_json({"a": text}, indent=2)
    assert shown == '{\n  "a": "Zürich 東 \\u001b[2J \\u007f \\u009b \\u202e \\udb40\\udc01 \\""\n}'
    assert json.loads(shown) == {"a": text}


def test_tables_are_aligned_also_with_colours():
    rows = [("a", "method", "x"), ("long", "b", "")]
    assert _output.table(rows, False) == "a     method  x\nlong  b"
    assert re.sub(r"\033\[[\d;]*m", "", _output.table(rows, True)) == _output.table(rows, False)
