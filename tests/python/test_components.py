"""What every generated component has to offer in Python."""

import inspect
import json
import keyword
import typing
from pathlib import Path

import pytest
from dash import Output
from dash.development.base_component import Component

import dash_glue42
from dash_glue42 import _components

PACKAGE = Path(dash_glue42.__file__).parent
METADATA = {
    Path(source).stem: description
    for source, description in json.loads((PACKAGE / "metadata.json").read_text(encoding="utf-8")).items()
}
NAMES = list(_components.__all__)

# Apps rely on these names: a prop may be added, none may go.
PUBLISHED_PROPS = {
    "Glue42": "id children settings fallback isEnterprise glueReady status platform instance fdc3 error",
    "MethodRegister": "id definition returns methodResponseTimeoutMs maxPending deferResult maxBatch "
    "invoke invocations result error",
    "MethodInvoke": "id invoke result results",
    "Methods": "id filter system own available methods servers changed error",
    "Context": "id contextName context update set setPath setPaths error",
    "Contexts": "id all update set setPath setPaths destroy error",
    "Notifications": "id raise notify maxActions clicked error",
    "StreamPublish": "id definition branchBy snapshot conflateBy maxPending maxRate accept push request decide "
    "subscribers stats error",
    "StreamSubscribe": "id definition args target active intervalMs maxBatch conflateBy maxPending to data latest "
    "status publishers error",
    "Windows": "id open opened error",
    "Channels": "id all list my join leave publish channel error",
    "Fdc3Channels": "id list channel current error",
    "Fdc3Context": "id contextType channelId every replay context broadcast error",
    "Fdc3IntentListener": "id intent contextTypes resultType displayName timeoutMs maxPending deferResult raised "
    "result error",
    "Fdc3Intents": "id raiseIntent delivered result find found choices choose error",
}
PUBLISHED_DEFAULTS = {
    "Glue42": {},
    "MethodRegister": {
        "returns": "false",
        "methodResponseTimeoutMs": "30000",
        "maxPending": "10000",
        "deferResult": "false",
        "maxBatch": "256",
    },
    "MethodInvoke": {},
    "Methods": {"system": "false", "own": "false"},
    "Context": {},
    "Contexts": {},
    "Notifications": {},
    "StreamPublish": {"snapshot": "true", "maxPending": "100000", "maxRate": "2000", "accept": "'all'"},
    "StreamSubscribe": {
        "target": "'best'",
        "active": "true",
        "intervalMs": "100",
        "maxBatch": "1000",
        "maxPending": "10000",
    },
    "Windows": {},
    "Channels": {},
    "Fdc3Channels": {},
    "Fdc3Context": {"every": "false", "replay": "false"},
    "Fdc3IntentListener": {"timeoutMs": "90000", "maxPending": "10000", "deferResult": "false"},
    "Fdc3Intents": {},
}

UNTYPED = (inspect.Parameter.empty, typing.Any, typing.Any | None)

every_component = pytest.mark.parametrize("name", NAMES)


def component_class(name: str) -> type[Component]:
    return getattr(dash_glue42, name)


def described_props(name: str) -> dict[str, dict]:
    """The props that the TypeScript declares, without those that only JavaScript sees."""
    return {prop: entry for prop, entry in METADATA[name]["props"].items() if prop != "setProps"}


def required_props(name: str) -> list[str]:
    return [prop for prop, entry in described_props(name).items() if entry["required"]]


def make(name: str, **props) -> Component:
    """The component with the props that it requires, and those given."""
    return component_class(name)(**{**dict.fromkeys(required_props(name), "anything"), **props})


def test_the_package_exports_every_component_that_was_generated():
    assert set(NAMES) == set(METADATA) >= set(PUBLISHED_PROPS)
    assert all(issubclass(component_class(name), Component) for name in NAMES)


def test_the_version_is_that_of_the_build():
    assert dash_glue42.__version__ == json.loads((PACKAGE / "package-info.json").read_text(encoding="utf-8"))["version"]


@pytest.mark.parametrize(("name", "props"), PUBLISHED_PROPS.items())
def test_the_published_props_are_there(name, props):
    assert set(props.split()) <= set(make(name).available_properties)


@pytest.mark.parametrize(("name", "defaults"), PUBLISHED_DEFAULTS.items())
def test_the_published_defaults_are_described(name, defaults):
    declared = {prop: entry.get("defaultValue") for prop, entry in described_props(name).items()}
    assert {prop: default["value"] for prop, default in declared.items() if default} == defaults


@every_component
def test_it_says_what_it_is_for(name):
    summary = component_class(name).__doc__.split("Keyword arguments:")[0].removeprefix(f"A {name} component.")
    assert len(summary.split()) >= 10
    assert summary.strip().endswith(".")


@every_component
def test_every_prop_is_described_with_its_kind(name):
    for prop, entry in described_props(name).items():
        assert f"- {prop} (" in component_class(name).__doc__
        assert entry["description"].strip().endswith("."), prop
        if prop != "id":
            assert entry["description"].startswith(("Setting.", "Command", "State", "Event")), prop


@every_component
def test_its_errors_have_a_code(name):
    described = described_props(name)
    assert '"code": str' in " ".join(described["result" if name == "MethodInvoke" else "error"]["description"].split())


@every_component
def test_what_a_component_keeps_for_itself_is_not_declared(name):
    assert not described_props(name).keys() & {"taken", "await", "awaited"}


@every_component
def test_every_prop_is_typed(name):
    parameters = inspect.signature(component_class(name).__init__).parameters
    for prop in described_props(name):
        # A prop with such a name is none of the signature's: it is given as `**{"raise": …}`.
        assert keyword.iskeyword(prop) or parameters[prop].annotation not in UNTYPED, prop


def test_a_prop_whose_name_is_a_keyword_of_python_is_taken_all_the_same():
    raised = {"title": "One"}
    component = dash_glue42.Notifications(id="it", **{"raise": raised})
    assert component.to_plotly_json()["props"]["raise"] == raised
    assert Output("it", "raise").component_property == "raise"


@every_component
def test_its_props_are_those_of_the_typescript_without_set_props(name):
    assert set(make(name).available_properties) == set(described_props(name))
    with pytest.raises(TypeError, match="setProps"):
        make(name, setProps=print)


@every_component
@pytest.mark.parametrize("given", ["text", {"type": "method", "index": 1}])
def test_it_takes_an_id_of_either_form(name, given):
    assert make(name, id=given).to_plotly_json()["props"]["id"] == given


@every_component
def test_it_needs_no_id(name):
    assert "id" not in make(name).to_plotly_json()["props"]


@every_component
def test_it_refuses_a_prop_that_it_does_not_know(name):
    with pytest.raises(TypeError, match="unheardOf"):
        make(name, unheardOf=1)


@pytest.mark.parametrize(("name", "prop"), [(name, prop) for name in NAMES for prop in required_props(name)])
def test_it_refuses_to_miss_a_required_prop(name, prop):
    others = {each: "anything" for each in required_props(name) if each != prop}
    with pytest.raises(TypeError, match=f"`{prop}`"):
        component_class(name)(**others)


@every_component
def test_dash_knows_the_props_that_hold_components(name):
    nodes = {prop for prop, entry in described_props(name).items() if entry["type"]["name"] == "node"}
    assert set(component_class(name)._children_props) == nodes - {"children"}


@every_component
def test_it_is_rendered_by_this_package(name):
    rendered = make(name, id="it").to_plotly_json()
    assert (rendered["type"], rendered["namespace"]) == (name, "dash_glue42")
