"""The command line: its verbs, exit codes and help. Run in this process, but for one case of each way to start it."""

import io
import os
import re
import shlex
import signal
import socket
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

import pytest
from environments import run
from support.documented import ROOT

import dash_glue42
from dash_glue42 import cli, gateway
from dash_glue42.cli import _output

VERBS = ("demo", "gateway", "methods", "invoke", "reply", "context", "channels", "stream", "doctor")


def outcome(*arguments: str) -> int:
    """The exit code, however the command line ends."""
    try:
        return cli.main(arguments)
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else 1


@pytest.mark.parametrize("verb", [(), *((verb,) for verb in VERBS)], ids=str)
def test_help_lists_what_there_is(capsys, verb):
    assert outcome(*verb, "--help") == 0
    text = capsys.readouterr().out
    assert text.startswith(" ".join(["usage: dash-glue42", *verb]))
    if not verb:
        assert all(re.search(rf"^    {name} +\w", text, re.MULTILINE) for name in VERBS)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ((), r"required: \{demo,gateway,methods,"),
        (("dance",), "invalid choice: 'dance'"),
        (("demo", "--port", "65536"), "'65536' is no port: give a number from 0 to 65535"),
        (("demo", "--port", "-1"), "no port|expected one argument"),
        (("gateway", "--log-format", "xml"), "invalid choice: 'xml'"),
        (("gateway", "--answer"), "unrecognized arguments: --answer"),
        (("doctor", "everything"), "unrecognized arguments: everything"),
    ],
)
def test_a_wrong_usage_ends_with_2_and_says_why(capsys, wrong, words):
    assert outcome(*wrong) == 2
    assert re.search(words, capsys.readouterr().err)


def test_version_is_that_of_the_package(capsys):
    assert outcome("--version") == 0
    assert capsys.readouterr().out == f"dash-glue42 {dash_glue42.__version__}\n"


@pytest.mark.parametrize(
    "main", [lambda options: cli.main(["gateway", *options]), gateway.main], ids=["verb", "module"]
)
def test_the_gateway_gets_its_options(monkeypatch, main):
    started: list[tuple[list[str], dict[str, str]]] = []
    monkeypatch.setattr(gateway, "_run", lambda command, environment: started.append((command, environment)))
    main(["--port=0", "--allow-origin", "https://a.example", "--allow-origin=https://b.example", "--token", "secret"])
    main(["--log-format=json", "--answer-desktop-clients"])
    [(first, environment), (second, _)] = started
    assert first[2:] == ["--port=0", "--allow-origin=https://a.example", "--allow-origin=https://b.example"]
    assert environment["DASH_GLUE42_GATEWAY_TOKEN"] == "secret"
    assert second[2:] == ["--answer-desktop-clients", "--log-format=json"]


def test_the_demo_says_which_port_it_cannot_use(capsys):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert outcome("demo", "--port", str(port)) == 1
    assert capsys.readouterr().err.startswith(f"dash-glue42 demo: port {port} on 127.0.0.1 cannot be used")


def test_the_demo_takes_the_port_of_the_environment(monkeypatch, capsys):
    monkeypatch.setenv("PORT", "http")
    assert outcome("demo") == 2
    assert "'http' is no port" in capsys.readouterr().err


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C is a signal")
def test_the_demo_is_served_until_ctrl_c():
    command = [sys.executable, "-m", "dash_glue42", "demo", "--port", "0"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as demo:
        assert demo.stdout
        [url] = re.findall(r"http://127\.0\.0\.1:\d+/", demo.stdout.readline())
        with urlopen(url) as page, urlopen(f"{url}clients/assets/demo.css") as style:
            assert b"<title>Desk</title>" in page.read()
            assert style.headers["Content-Type"].startswith("text/css")
        demo.send_signal(signal.SIGINT)
        _, errors = demo.communicate(timeout=20)
    assert (demo.returncode, errors) == (0, "")


def test_it_runs_as_a_module():
    asked = run(sys.executable, "-m", "dash_glue42", "--version", cwd=ROOT)
    assert asked.stdout == f"dash-glue42 {dash_glue42.__version__}\n"


def test_ctrl_c_ends_a_verb_without_a_traceback(monkeypatch):
    def interrupt(_options: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("dash_glue42.cli.demo.run", interrupt)
    assert outcome("demo") == 130


@pytest.mark.skipif(sys.platform == "win32", reason="no pipe that ends early")
def test_a_reader_that_ends_early_causes_no_traceback():
    ended = run("sh", "-c", f"{shlex.quote(sys.executable)} -m dash_glue42 doctor | true", cwd=ROOT)
    assert ended.stdout == ""


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("stream", "environment", "expected"),
    [
        (Terminal(), {}, True),
        (Terminal(), {"NO_COLOR": "1"}, False),
        (Terminal(), {"NO_COLOR": ""}, True),
        (Terminal(), {"TERM": "dumb"}, False),
        (io.StringIO(), {}, False),
    ],
)
def test_colours_are_for_terminals_whose_users_want_them(monkeypatch, stream, environment, expected):
    monkeypatch.setattr(os, "environ", {"TERM": "xterm", "WT_SESSION": "1", **environment})
    assert _output.is_coloured(stream) is expected


def test_text_of_others_cannot_reach_the_terminals_controls():
    assert _output.printable("a\x1b[2J\nb\u202ec") == "a [2J b c"
    assert _output.printable("x" * 1000) == "x" * 300 + "..."


def commands() -> list[str]:
    """Those in the documentation."""
    found: list[str] = []
    for page in sorted((ROOT / "docs").glob("*.md")):
        blocks = re.findall(r"^```\n(.*?)^```", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
        # A command may go on in the next line.
        lines = re.sub(r" \\\n +", " ", "".join(blocks)).splitlines()
        found += [line for line in lines if re.match(r"dash-glue42 |python -m dash_glue42(\.gateway)?( |$)", line)]
    return found


@pytest.mark.parametrize("command", sorted(set(commands())))
def test_the_documented_commands_are_understood(monkeypatch, command):
    ran: list[str] = []
    for verb in ("demo", "gateway", "doctor"):
        monkeypatch.setattr(f"dash_glue42.cli.{verb}.run", lambda _options: ran.append("verb") or 0)
    monkeypatch.setattr("dash_glue42.cli._bus.run_on_bus", lambda _run, _options: ran.append("bus") or 0)
    monkeypatch.setattr(gateway, "start", lambda _options: ran.append("gateway"))
    program, arguments = re.fullmatch(r"(dash-glue42|python -m dash_glue42(?:\.gateway)?)(.*)", command).groups()
    start = gateway.main if program.endswith(".gateway") else cli.main
    start(shlex.split(arguments, comments=True))
    assert len(ran) == 1


def documented_options(heading: str) -> set[str]:
    """The options in the section of the page, without those of all verbs on the bus."""
    page = (ROOT / "docs/command-line.md").read_text(encoding="utf-8")
    section = re.split(r"^##", page.partition(f"# {heading}\n")[2], maxsplit=1, flags=re.MULTILINE)[0]
    return set(re.findall(r"^\| `(--[a-z-]+)", section, re.MULTILINE))


@pytest.mark.parametrize("verb", [verb for verb in VERBS if verb != "gateway"])
def test_the_documentation_of_the_verbs_lists_their_options(capsys, verb):
    outcome(verb, "--help")
    options = set(re.findall(r"--[a-z-]+", capsys.readouterr().out)) - {"--help"}
    of_the_bus = set() if verb in ("demo", "doctor") else documented_options("Verbs on the bus")
    assert options == documented_options(f"`{verb}`") | of_the_bus


def test_the_documentation_of_the_gateway_lists_its_options(capsys):
    outcome("gateway", "--help")
    options = set(re.findall(r"--[a-z-]+", capsys.readouterr().out)) - {"--help"}
    page = (ROOT / "docs/gateway.md").read_text(encoding="utf-8")
    table = page.partition("| option | |")[2].partition("\n\n")[0]
    assert options == set(re.findall(r"`(--[a-z-]+)`", "".join(re.findall(r"^\| (.*?) \|", table, re.MULTILINE))))


def test_the_wheels_script_is_the_command_line():
    assert 'dash-glue42 = "dash_glue42.cli:main"' in Path(ROOT / "pyproject.toml").read_text(encoding="utf-8")
