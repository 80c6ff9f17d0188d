"""FINOS's `getAgent()`, in a page beside our agent, finds that one."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext

from .agent_page import bundle
from .pages import Embedded, Gateway, Place, mount_ours, mount_plain, our_app


@pytest.fixture(scope="module")
def script(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("get_agent")
    bundle(Path(__file__).with_name("get_agent.js"), folder)
    return folder / "get_agent.js"


@pytest.fixture(params=[Embedded, Gateway], ids=["embedded", "gateway"])
def place(request: pytest.FixtureRequest, new_context: Callable[[], BrowserContext]) -> Iterator[Place]:
    place = request.param(new_context())
    yield place
    place.close()


@pytest.fixture
def context(place: Place) -> BrowserContext:
    """That of the place, whose console is watched."""
    return place.context


@pytest.mark.parametrize("mount", [mount_ours, mount_plain], ids=["dash", "plain"])
def test_get_agent_finds_ours_also_when_asked_before_it_is_there(place: Place, script: Path, mount: Callable) -> None:
    # Runs before the scripts of the page.
    place.context.add_init_script(path=script)
    path = mount(place.server, "Beside", place.settings())
    app = our_app(place.open(path))
    assert app.run("(await agentAtStart) === fdc3 && (await getAgent()) === fdc3") is True
    info = app.run("await (await getAgent()).getInfo()")
    assert (info["provider"], info["fdc3Version"]) == ("dash_glue42", "2.2")
    assert info["appMetadata"]["instanceId"] == app.instance["instanceId"]


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ("{'fdc3': {}}", "data-settings of the script must be JSON"),
        ('{"fdc3": {"appid": "news"}}', 'settings\\["fdc3"\\] has the unknown key "appid"'),
        ('{"fdc3": {"apps": 5}}', 'settings\\["fdc3"\\]\\["apps"\\] is 5'),
        ('{"gatway": {}}', 'settings has the unknown key "gatway"'),
    ],
)
def test_wrong_settings_of_a_page_without_dash_are_an_error(place: Place, settings: str, message: str, console) -> None:
    path = mount_plain(place.server, "Wrong", {}, attribute=settings)
    place.context.new_page().goto(place.server.origin + path)
    console.wait_for(message)
