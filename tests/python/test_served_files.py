"""What Dash puts into the page and what it serves, in every way an app can be set up."""

import importlib
import re
from pathlib import Path

import dash
import pytest
from dash.fingerprint import build_fingerprint
from dash_versions import needs_dash

import dash_glue42

PACKAGE = Path(dash_glue42.__file__).parent
MAIN = "dash_glue42.js"
INSPECTOR = "dash_glue42.inspector.js"
LAZY = [entry["relative_package_path"] for entry in dash_glue42._js_dist if entry.get("dynamic")]


def make_app(**options) -> dash.Dash:
    app = dash.Dash(__name__, **options)
    app.layout = dash_glue42.Glue42(id="glue")
    return app


def scripts_in_page(app: dash.Dash) -> list[str]:
    """The package's files in the page's script tags, without what Dash puts into their names."""
    page = app.server.test_client().get(app.config.requests_pathname_prefix).get_data(as_text=True)
    sources = re.findall(r'<script src="([^"]*)"', page)
    ours = [source.rsplit("/", 1)[1] for source in sources if "dash_glue42" in source]
    return [re.sub(r"\.v[\w-]+m[0-9a-f]+(?=\.)", "", name) for name in ours]


@needs_dash(3, 1)
def test_the_list_names_every_script_of_the_package_but_the_gateway_which_is_for_node():
    listed = [entry.get("relative_package_path") or entry["dev_package_path"] for entry in dash_glue42._js_dist]
    assert set(listed) == {path.name for path in PACKAGE.glob("*.js")} - {"gateway_server.js"}


@pytest.mark.parametrize("options", [{}, {"eager_loading": True}, {"serve_locally": False}], ids=str)
def test_the_page_holds_the_main_script_alone(options):
    assert scripts_in_page(make_app(**options)) == [MAIN]


@needs_dash(3, 2)
def test_the_page_checks_props_and_has_the_inspector_in_debug_mode():
    app = make_app()
    app.enable_dev_tools(debug=True, dev_tools_hot_reload=False)
    assert scripts_in_page(app) == [MAIN, INSPECTOR, "proptypes.js"]


@needs_dash(3, 2)
def test_a_process_has_one_button_however_often_the_package_is_imported():
    importlib.reload(dash_glue42)
    tools = [tool["type"] for tool in dash.hooks.get_hooks("dev_tools") if "glue42" in tool["namespace"]]
    assert tools == ["Bus"]


@pytest.mark.parametrize("name", [MAIN, *LAZY])
@pytest.mark.parametrize("prefix", ["/", "/some/prefix/"])
@pytest.mark.parametrize("is_fingerprinted", [False, True])
def test_every_script_is_served_also_before_the_page(name, prefix, is_fingerprinted):
    modified = int((PACKAGE / name).stat().st_mtime)
    asked = build_fingerprint(name, dash_glue42.__version__, modified) if is_fingerprinted else name
    client = make_app(url_base_pathname=prefix).server.test_client()
    response = client.get(f"{prefix}_dash-component-suites/dash_glue42/{asked}")
    assert response.status_code == 200
    assert response.mimetype in ("application/javascript", "text/javascript")
    assert response.data == (PACKAGE / name).read_bytes()
    assert ("max-age=31536000" in response.headers.get("Cache-Control", "")) == is_fingerprinted
