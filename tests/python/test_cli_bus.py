"""The verbs on the bus: each run in this process, on a real gateway, with a peer as the other side."""

import asyncio
import io
import json
import re
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

import pytest
from support.documented import ROOT
from support.gateway_process import GatewayProcess

import dash_glue42 as glue
from dash_glue42 import cli
from dash_glue42.cli import _bus, _output, _values, invoke, stream

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
VERBS = (
    ("methods",),
    ("invoke", "Sum"),
    ("reply", "Sum", "1"),
    ("context", "client"),
    ("channels",),
    ("stream", "Prices"),
)


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


def test_arguments_are_read_also_where_the_check_of_values_cannot_be_imported(monkeypatch):
    """So that the line about what is missing is all that is printed."""
    monkeypatch.setitem(sys.modules, "dash_glue42._json", None)
    assert _values.argument("a=1") == ("a", 1)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ("methods --gateway http://127.0.0.1", "is no address of a gateway: give one like ws://127.0.0.1:8385"),
        ("methods --gateway ws://", "is no address of a gateway"),
        ("methods --gateway ws://127.0.0.1:99999", "is no address of a gateway"),
        ("methods --timeout 0", "'0' is no duration"),
        ("methods --timeout soon", "'soon' is no duration"),
        ("methods --timeout inf", "'inf' is no duration"),
        (
            "methods --timeout 86401",
            "'86401' is no duration: give a number of seconds, such as 2.5, up to a day (86400)",
        ),
        ("invoke Sum --timeout 1e307", "'1e307' is no duration"),
        ("invoke Sum a", "'a' is no argument: write NAME=VALUE, such as a=1"),
        ("invoke Sum =1", "'=1' is no argument"),
        ("invoke Sum --count 0", "'0' is no count"),
        ("invoke Sum --target some", "invalid choice: 'some'"),
        ("reply Sum", "required: RESULT"),
        ("context client --set 1", "'1' is no JSON object: give one like '{\"a\": 1}'"),
        ("context client --update {", "'{' is no JSON: "),
        ('context client --set {"a":NaN}', "NaN is none of its numbers"),
        ('context client --set {"a":99999999999999999999}', "too large for JSON"),
        ("context client --set {} --update {}", "not allowed with argument --set"),
        ("stream Prices --count x", "'x' is no count"),
        ("invoke Sum --count 2 a", "'a' is no argument: write NAME=VALUE"),
        ("invoke Sum --count 2 a=1 --cuont=3", "unrecognized arguments: --cuont=3"),
        ("context client more", "unrecognized arguments: more"),
        ("reply Sum \udcff", "not valid Unicode"),
        (f"reply {'x' * 2001} 1", "a name has 1 to 2000 characters, not 2001"),
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


def test_only_the_methods_of_a_name_are_listed_and_followed(run, watch, desk):
    for name in ("Sum", "Orders.Place", "Orders.Cancel"):
        desk.method(name)(lambda: 1)
    with desk:
        for pattern, names in (
            ("Sum", ["Sum"]),
            ("Su", []),
            ("Orders.*", ["Orders.Cancel", "Orders.Place"]),
            ("*.[CP]l*", ["Orders.Place"]),
        ):
            assert [method["name"] for method in run("methods", pattern, "--json").json] == names
        assert run("methods", "Nope").out == "No app offers a method or a stream named Nope.\n"
        steps = [lambda: [desk.unregister(name) for name in ("Orders.Cancel", "Sum")]]
        states = watch("methods --watch --json S*", *steps)
    assert [[method["name"] for method in json.loads(state)] for state in states] == [["Sum"], []]


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


def add(a: float, b: float) -> dict[str, float]:
    return {"sum": a + b}


def test_a_method_is_invoked(run, desk):
    desk.method("Sum")(add)
    with desk:
        assert run("invoke", "Sum", "a=37", "b=5") == (0, '{\n  "sum": 42\n}\n', "")
        answer = run("invoke", "Sum", "a=37", "b=5", "--json").json
        # Arguments and options in any order.
        for arguments in ("--target all Sum a=37 b=5", "Sum --target all a=37 b=5", "Sum a=37 --target all b=5"):
            assert '{"sum": 42}' in run("invoke", *arguments.split()).out
    assert (answer["ok"], answer["returned"], answer["error"], answer["code"]) == (True, {"sum": 42}, None, None)
    assert [response["server"]["application"] for response in answer["responses"]] == ["Desk"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1", 1),
        ("1.5", 1.5),
        ("true", True),
        ("null", None),
        ("EURUSD", "EURUSD"),
        ("", ""),
        ("a=b", "a=b"),
        ('"1"', "1"),
        ('{"a": [1]}', {"a": [1]}),
        ("NaN", "NaN"),
        ("007", "007"),
        ("[" * 100_000, "[" * 100_000),
    ],
)
def test_a_value_is_json_where_it_is_json_else_text(text, expected):
    assert _values.argument(f"key={text}") == ("key", expected)


def test_an_invocation_that_fails_ends_with_1_and_the_words_of_the_app(run, desk):
    @desk.method("Sum")
    def refuse():
        raise glue.InteropError("The account\x1b[2J\nis closed.")

    with desk:
        assert run("invoke", "Sum") == (1, "", "dash-glue42 invoke: The account [2J is closed.\n")
        outcome = run("invoke", "Sum", "--json")
    assert (outcome.code, outcome.json["ok"], outcome.json["code"]) == (1, False, "refused")


def test_a_method_that_no_app_offers_is_given_up(run):
    outcome = run("invoke", "Nothing", "--timeout", "0.3")
    assert (outcome.code, outcome.out) == (1, "")
    assert 'No app on this bus offers "Nothing" (waited 0.3 s).' in outcome.err


def test_all_apps_are_invoked_and_their_answers_aligned(run, bus, desk):
    def refuse():
        raise glue.InteropError("no")

    other = glue.SyncPeer(bus.url, token=TOKEN, application="Other desk")
    desk.method("Where")(lambda: "Zürich")
    other.method("Where")(refuse)
    with desk, other:
        assert run("invoke", "Where", "--target", "all") == (
            0,
            'Desk        {"value": "Zürich"}\nOther desk  failed: no\n',
            "",
        )
        assert len(run("invoke", "Where", "--target", "all", "--json").json["responses"]) == 2


def test_many_invocations_are_measured(run, desk):
    desk.method("Sum")(add)
    with desk:
        outcome = run("invoke", "Sum", "a=1", "b=2", "--count", "20")
        figures = run("invoke", "Sum", "a=1", "b=2", "--count", "20", "--json").json
    assert outcome.code == 0
    assert re.fullmatch(
        r"count   20\nerrors  0\n(median|p95   |max   )  .* ms\n" + r"\S+ +[\d.]+ ms\n" * 2, outcome.out
    )
    assert (figures["count"], figures["errors"]) == (20, 0)
    assert 0 < figures["medianMs"] <= figures["p95Ms"] <= figures["maxMs"]


def test_the_measured_figures_are_those_of_the_latencies():
    latencies = [float(number) for number in range(1, 101)]
    assert [invoke._p95(latencies[:length]) for length in (1, 10, 100)] == [1, 10, 95]


def test_failures_are_counted_and_not_measured(run, desk):
    numbers = iter(range(4))

    @desk.method("Every other")
    def every_other():
        if next(numbers) % 2:
            raise glue.InteropError("odd")

    with desk:
        outcome = run("invoke", "Every other", "--count", "4", "--json")
    assert (outcome.code, outcome.json["errors"]) == (1, 2)
    assert outcome.err == "dash-glue42 invoke: odd\n"


def test_a_method_that_is_not_there_is_waited_for_once(run):
    outcome = run("invoke", "Nothing", "--count", "100", "--timeout", "0.3")
    assert outcome.code == 1
    assert outcome.out == "count   100\nerrors  100\n"


def test_a_reply_is_served_and_its_invocations_printed(watch, desk):
    answers: list[Any] = []

    def ask_twice(method: str) -> None:
        for _ in range(2):
            answers.append(desk.invoke(method, a=1, b="Zürich").returned)

    with desk, ThreadPoolExecutor(1) as pool:
        pool.submit(ask_twice, "Sum")
        lines = watch('reply Sum {"sum":42}', lambda: None)
        pool.submit(ask_twice, "Answer")
        parsed = [json.loads(line) for line in watch("reply Answer 42 --json", lambda: None)]
    assert all(re.fullmatch(r'\d\d:\d\d:\d\d  Desk  {"a": 1, "b": "Zürich"}', line) for line in lines)
    assert [invocation["args"] for invocation in parsed] == [{"a": 1, "b": "Zürich"}] * 2
    assert {invocation["caller"]["application"] for invocation in parsed} == {"Desk"}
    # Ctrl-C may come before the second answer.
    assert (answers[0], answers[2]) == ({"sum": 42}, {"value": 42})


def test_a_context_is_written_read_and_updated(run, desk):
    client = '{\n  "id": 7,\n  "name": "Zürich"\n}\n'
    assert run("context", "client", "--set", '{"id": 7, "name": "Zürich"}') == (0, client, "")
    assert run("context", "client") == (0, client, "")
    assert run("context", "client", "--update", '{"id": null, "a.b": 1}', "--json").json == {"name": "Zürich", "a.b": 1}
    with desk:
        assert desk.context("client").get() == {"name": "Zürich", "a.b": 1}
    assert run("context", "client", "--set", '{"c": 1}', "--json").json == {"c": 1}


def test_a_context_that_is_not_there_or_not_allowed_is_a_failure(run):
    assert run("context", "none") == (1, "", "dash-glue42 context: there is no context 'none'\n")
    outcome = run("context", "none", "--set", '{"__proto__": 1}')
    assert (outcome.code, outcome.out) == (1, "")
    assert "'__proto__' is not allowed" in outcome.err


def test_a_context_is_followed(watch, capsys, desk):
    with desk:
        context = desk.context("followed")
        lines = watch(
            'context followed --set {"a":1} --watch', lambda: context.update({"b": "\x9b"}), lambda: context.destroy()
        )
        states = watch('context followed --set {"a":1} --watch --json', lambda: context.update({"a": None}))
    assert [line.split("  ", 1)[1] for line in lines] == [
        '(unknown)  {"a": 1}',
        'Desk  {"a": 1, "b": "\\u009b"}',
        "(unknown)  (gone)",
    ]
    assert states == ['{"a": 1}', "{}"]
    assert capsys.readouterr().err == ""


def test_a_context_that_is_not_there_yet_is_waited_for(watch, monkeypatch, desk):
    with desk:
        # The other side writes when the verb says that it waits.
        monkeypatch.setattr(sys, "stderr", Steps((lambda: desk.context("awaited").set({"a": 1}),)))
        [line] = watch("context awaited --watch --json")
        assert sys.stderr.getvalue().endswith("no app has written awaited yet: waiting (stop it with Ctrl-C)\n")
    assert line == '{"a": 1}'


def test_the_channels_are_listed_with_what_they_hold(run, desk):
    with desk:
        desk.channels.publish({"ticker": "ABC"}, "Red")
        outcome = run("channels")
        channels = run("channels", "--json").json
    lines = outcome.out.splitlines()
    assert (outcome.code, len(lines)) == (0, 10)
    assert lines[:2] == ['Red         red            {"ticker": "ABC"}', "Green       green          {}"]
    assert channels[0] == {"name": "Red", "meta": channels[0]["meta"], "data": {"ticker": "ABC"}}


def test_a_stream_is_printed_until_enough_items_have_come(run, desk):
    prices = desk.stream("Prices", branch_by="symbol", snapshot_by="id")
    with desk:
        prices.push([{"symbol": symbol, "id": f"{symbol}{id}"} for id in range(3) for symbol in ("EUR", "GBP")])
        assert run("stream", "Prices", "symbol=EUR", "--count", "2") == (
            0,
            '{"symbol": "EUR", "id": "EUR0"}\n{"symbol": "EUR", "id": "EUR1"}\n',
            "",
        )
        lines = run("stream", "Prices", "--count", "6", "--json").out.splitlines()
    assert [json.loads(line)["id"] for line in lines] == ["EUR0", "GBP0", "EUR1", "GBP1", "EUR2", "GBP2"]


class Feed:
    """A peer that has one subscription, whose batches are these."""

    def __init__(self, *batches: glue.Batch) -> None:
        self._batches = batches

    def methods(self, **_: Any) -> list[dict[str, Any]]:
        return [{"name": "Prices", "supportsStreaming": True}]

    async def subscribe(self, *_: Any, **__: Any) -> AsyncIterator[glue.Batch]:
        for batch in self._batches:
            yield batch


def test_no_more_items_than_asked_for_are_printed_and_lost_ones_are_counted(capsys):
    options = cli._parser().parse_args(["stream", "Prices", "--count", "3"])
    feed = Feed(glue.Batch([1, 2]), glue.Batch([3, 4], dropped=7), glue.Batch([5]))
    assert asyncio.run(stream.run(feed, options)) == 0
    assert capsys.readouterr() == (
        "1\n2\n3\n",
        "dash-glue42 stream: 7 items were dropped: the output is too slow\n",
    )


def test_a_stream_goes_on_until_ctrl_c(watch, desk):
    prices = desk.stream("Prices")
    with desk:
        prices.push({"bid": 1})
        assert watch("stream Prices", lambda: prices.push({"bid": 2})) == ['{"bid": 1}', '{"bid": 2}']


def test_a_stream_that_no_app_publishes_yet_is_waited_for(watch, monkeypatch, desk):
    with desk:
        monkeypatch.setattr(sys, "stderr", Steps((lambda: offer(),)))

        def offer() -> None:
            late = desk.stream("Late", snapshot=True)
            late.push({"bid": 1})

        assert watch("stream Late") == ['{"bid": 1}']
        assert sys.stderr.getvalue().endswith("no app publishes Late yet: waiting (stop it with Ctrl-C)\n")


def test_a_publisher_that_rejects_the_subscription_ends_the_verb(run, desk):
    prices = desk.stream("Prices")

    @prices.on_subscription
    def admit(symbol: str):
        raise glue.InteropError(f"No entitlement for {symbol}.")

    with desk:
        assert run("stream", "Prices", "symbol=EUR") == (
            1,
            "",
            'dash-glue42 stream: "Desk" rejected the subscription to "Prices": No entitlement for EUR.\n',
        )


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C is a signal")
def test_ctrl_c_ends_a_verb_that_serves(desk):
    command = [sys.executable, "-m", "dash_glue42", "reply", "Served", '{"sum": 42}']
    with desk, subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as reply:
        try:
            assert desk.invoke("Served", a=1).returned == {"sum": 42}
            reply.send_signal(signal.SIGINT)
            out, err = reply.communicate(timeout=20)
        finally:
            reply.kill()
    assert reply.returncode == 130
    assert out.endswith('  Desk  {"a": 1}\n')
    assert err == "dash-glue42 reply: offers Served (stop it with Ctrl-C)\n"


def test_readable_json_keeps_letters_and_escapes_what_moves_the_cursor():
    text = 'Zürich 東 \x1b[2J \x7f \x9b \u202e \U000e0001 "'
    shown = _output.readable_json({"a": text}, indent=2)
    assert shown == '{\n  "a": "Zürich 東 \\u001b[2J \\u007f \\u009b \\u202e \\udb40\\udc01 \\""\n}'
    assert json.loads(shown) == {"a": text}


def test_tables_are_aligned_also_with_colours():
    rows = [("a", "method", "x"), ("long", "b", "")]
    assert _output.table(rows, False) == "a     method  x\nlong  b"
    assert re.sub(r"\033\[[\d;]*m", "", _output.table(rows, True)) == _output.table(rows, False)
