"""The functions that make commands give exactly the dicts that the components take."""

import doctest
import inspect
import typing
from dataclasses import dataclass

import pytest
from pydantic import BaseModel, Field

import dash_glue42 as glue
from dash_glue42 import _call, _commands, _components, _definition, _sinks

COMMANDS = [
    glue.update_context,
    glue.set_context,
    glue.set_context_path,
    glue.set_context_paths,
    glue.destroy_context,
    glue.join_channel,
    glue.leave_channel,
    glue.publish_to_channel,
    glue.open_window,
    glue.notify,
    glue.notification_action,
    glue.click_call,
]


class Price(BaseModel):
    amount: float
    currency: str = Field(default="EUR", alias="ccy")


@dataclass
class Size:
    width: int


ANN = {"application": "Ann", "instance": "1", "isLocal": True}


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (glue.call("Sum"), {"definition": "Sum", "argumentObj": {}}),
        (glue.call("Sum", a=37, b=5), {"definition": "Sum", "argumentObj": {"a": 37, "b": 5}}),
        (
            glue.call({"name": "Sum", "version": 2}, method=1, self=2),
            {"definition": {"name": "Sum", "version": 2}, "argumentObj": {"method": 1, "self": 2}},
        ),
        (
            glue.call(
                "Sum", target="all", timeout_ms=2000, wait_ms=0, invocation_id="i", meta={"size": Size(1)}, a=None
            ),
            {
                "definition": "Sum",
                "argumentObj": {"a": None},
                "target": "all",
                "options": {"methodResponseTimeoutMs": 2000, "waitTimeoutMs": 0},
                "invocationId": "i",
                "meta": {"size": {"width": 1}},
            },
        ),
        (
            glue.call("Aim", arguments={"target": "moon", "max speed": 3, "arguments": 1}, b=2),
            {"definition": "Aim", "argumentObj": {"target": "moon", "max speed": 3, "arguments": 1, "b": 2}},
        ),
        (
            glue.call("Buy", price=Price(amount=1, ccy="USD"), sizes=[Size(2)]),
            {"definition": "Buy", "argumentObj": {"price": {"amount": 1.0, "ccy": "USD"}, "sizes": [{"width": 2}]}},
        ),
        (glue.update_context(data={"a": 1}), {"a": 1}),
        (glue.update_context(name="prices", data={"a": 1}), {"name": "prices", "data": {"a": 1}}),
        (glue.set_context(data=Size(1)), {"width": 1}),
        (
            glue.set_context(name="prices", data=Price(amount=1)),
            {"name": "prices", "data": {"amount": 1, "ccy": "EUR"}},
        ),
        (glue.set_context_path(path="a.b", data=None), {"path": "a.b", "data": None}),
        (glue.set_context_path(name="p", path="a", data=Size(1)), {"name": "p", "path": "a", "data": {"width": 1}}),
        (glue.set_context_paths(paths={"a": 1, "b.c": 2}), [{"path": "a", "data": 1}, {"path": "b.c", "data": 2}]),
        (glue.set_context_paths(name="p", paths={"a": 1}), {"name": "p", "paths": [{"path": "a", "data": 1}]}),
        (glue.destroy_context(name="p"), {"name": "p"}),
        (glue.join_channel(name="Red"), {"name": "Red"}),
        (glue.leave_channel(), {}),
        (glue.publish_to_channel(data={"ticker": "EURUSD"}), {"data": {"ticker": "EURUSD"}}),
        (glue.publish_to_channel(name="Red", data=Size(1)), {"name": "Red", "data": {"width": 1}}),
        (glue.open_window(name="w", url="/w"), {"name": "w", "url": "/w"}),
        (glue.push_to_stream({"a": 1}), {"data": {"a": 1}}),
        (glue.push_to_stream([Size(1), Price(amount=1)]), {"data": [{"width": 1}, {"amount": 1, "ccy": "EUR"}]}),
        (glue.push_to_stream([]), {"data": []}),
        (glue.push_to_stream({"a": 1}, branch="EUR"), {"data": {"a": 1}, "branch": "EUR"}),
        (
            glue.push_to_stream(({"a": 1},), branch=("EUR", "USD"), subscription="s-1"),
            {"data": [{"a": 1}], "branch": ["EUR", "USD"], "subscription": "s-1"},
        ),
        (
            glue.open_window(
                name="w", url="/w", width=6, height=4, left=0, top=1, title="W", mode="flat", options={"x": 1}
            ),
            {
                "name": "w",
                "url": "/w",
                "options": {"width": 6, "height": 4, "left": 0, "top": 1, "title": "W", "mode": "flat", "x": 1},
            },
        ),
        (glue.notify(title="Filled"), {"title": "Filled"}),
        (
            glue.notify(
                title="Filled",
                body="100",
                click_interop=glue.click_call(method="Show", arguments={"size": Size(1)}, target="all"),
                actions=[
                    glue.notification_action(action="ok", title="OK"),
                    glue.notification_action(action="no", title="No", interop=glue.click_call(method="Undo")),
                ],
                severity="High",
                source="Desk",
                type="Alert",
                options={"icon": "/i.png"},
            ),
            {
                "title": "Filled",
                "body": "100",
                "clickInterop": {"method": "Show", "arguments": {"size": {"width": 1}}, "target": "all"},
                "actions": [
                    {"action": "ok", "title": "OK"},
                    {"action": "no", "title": "No", "interop": {"method": "Undo"}},
                ],
                "severity": "High",
                "source": "Desk",
                "type": "Alert",
                "icon": "/i.png",
            },
        ),
    ],
)
def test_commands_are_the_dicts_that_components_take(made, expected):
    assert made == expected


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        (glue.Instance.from_prop(ANN), ANN),
        (glue.Caller.from_prop(ANN), ANN),
        ({"application": "Ann"}, {"application": "Ann"}),
        ([glue.Instance.from_prop(ANN), {"instance": "2"}], [ANN, {"instance": "2"}]),
        (glue.Instance(application="Ann", peer_id="7"), {"application": "Ann", "peerId": "7"}),
    ],
)
def test_instances_are_targets(target, expected):
    assert glue.call("Sum", target=target)["target"] == expected


def test_a_command_is_a_new_object_each_time():
    """Commands act once for each object."""
    assert glue.leave_channel() is not glue.leave_channel()
    data = {"a": 1}
    assert glue.update_context(data=data) is not data


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: glue.call("Sum", a=1, arguments={"a": 1}), r"a is given by name and in arguments=\{…\}"),
        (lambda: glue.call("Sum", arguments={1: 2}), "the key 1; names of arguments are strings"),
        (lambda: glue.call("Sum", arguments=[1]), r"arguments=\[1\]: give a dict"),
        (lambda: glue.call("Sum", arguments="a=1"), "arguments='a=1': give a dict"),
        (lambda: glue.call({"nam": "Sum"}), 'or a dict with "name"'),
        (lambda: glue.call("Sum", target=[]), "target="),
        (lambda: glue.call("Sum", target=["best"]), "target="),
        (lambda: glue.call("Sum", target=5), "target=5"),
        (lambda: glue.call("Sum", timeout_ms="2s"), "timeout_ms='2s': give a number of milliseconds"),
        (lambda: glue.call("Sum", wait_ms=True), "wait_ms=True"),
        (lambda: glue.set_context_paths(paths=[{"path": "a", "data": 1}]), "set_context_paths: paths=.*: give a dict"),
        (lambda: glue.update_context(data=[1]), r"update_context: data=\[1\]: a context holds a dict"),
        (lambda: glue.set_context(name="p", data="x"), "set_context: data='x'"),
        (lambda: glue.publish_to_channel(data=None), "publish_to_channel: data=None: a channel holds a dict"),
        (lambda: glue.push_to_stream(5), "push_to_stream: 5 is not an item: give a dict"),
        (lambda: glue.push_to_stream([{"a": 1}, None]), "push_to_stream: None is not an item: give a dict"),
        (lambda: glue.push_to_stream({}, branch=5), "push_to_stream: branch=5: give a text"),
        (lambda: glue.push_to_stream({}, branch=["EUR", 5]), "push_to_stream: branch=5: give a text"),
        (lambda: glue.push_to_stream({}, subscription=["s-1"]), r"push_to_stream: subscription=\['s-1']: give a text"),
        (lambda: glue.open_window(name="w", url="/", width=1, options={"width": 2}), "width is given by name and in"),
        (lambda: glue.notify(title=None), "notify: title=None: give a text"),
        (
            lambda: glue.notify(title="t", click_interop="Show"),
            r"notify: click_interop='Show': give click_call\(method=\"…\"\)",
        ),
        (
            lambda: glue.notification_action(action="a", title="t", interop="Show"),
            "notification_action: interop='Show': give click_call",
        ),
        (lambda: glue.notify(title="t", options={"title": "u"}), "title is given by name and in options"),
    ],
)
def test_options_of_a_wrong_type_raise_a_type_error_that_names_them(make, words):
    with pytest.raises(TypeError, match=words):
        make()


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: glue.call(""), "'' is not a method: give its name"),
        (lambda: glue.push_to_stream({}, branch=""), "push_to_stream: branch='': give the name of a branch"),
        (lambda: glue.push_to_stream({}, branch=[]), r"push_to_stream: branch=\[\]: give the name of a branch"),
        (lambda: glue.call("Sum", target="bst"), """target='bst': give "best", "all", "skipMine", an instance"""),
        (lambda: glue.call("Sum", wait_ms=-1), "wait_ms=-1"),
        (lambda: glue.call("Sum", timeout_ms=float("inf")), "timeout_ms=inf: give a number of milliseconds"),
    ],
)
def test_a_wrong_value_of_the_right_type_is_a_value_error(make, words):
    with pytest.raises(ValueError, match=words):
        make()


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.__name__)
def test_all_commands_have_keyword_only_typed_parameters_and_an_example(command):
    parameters = inspect.signature(command).parameters.values()
    assert all(each.kind is each.KEYWORD_ONLY for each in parameters)
    hints = typing.get_type_hints(command)
    assert {"return", *(each.name for each in parameters)} == set(hints)
    for part in ("Returns:", "Example:", f">>> {command.__name__}("):
        assert part in inspect.getdoc(command)


@pytest.mark.parametrize("module", [_call, _commands, _definition, _sinks], ids=lambda module: module.__name__)
def test_the_examples_in_their_docstrings_are_true(module):
    tried = doctest.testmod(module)
    assert tried.attempted
    assert tried.failed == 0


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: glue.call({"name": "Sum", "at": b"x"}), r"method\['at'\]: bytes has no form in JSON"),
        (lambda: glue.call("Sum", target={"pid": b"x"}), r"target\['pid'\]: bytes has no form in JSON"),
        (lambda: glue.call("Sum", invocation_id=7), r"call: invocation_id=7: give a text"),
        (lambda: glue.open_window(name="a", url=7), r"open_window: url=7: give a text"),
        (lambda: glue.open_window(name="a", url="/", options=[1]), r"open_window: options=\[1\]: give a dict"),
        (
            lambda: glue.open_window(name="a", url="/", width=b"x"),
            r"open_window\['width'\]: bytes has no form",
        ),
        (lambda: glue.push_to_stream([{"at": b"x"}]), r"items\[0]\['at']: bytes has no form in JSON"),
        (lambda: glue.notify(title="a", options=[1]), r"notify: options=\[1\]: give a dict"),
        (lambda: glue.notify(title="a", source=b"x"), r"notify\['source'\]: bytes has no form"),
        (lambda: glue.notify(title="a", body=object()), r"notify\['body'\]: object has no form"),
    ],
)
def test_values_without_json_are_named_in_the_error(make, words):
    with pytest.raises(TypeError, match=f"^{words}"):
        make()


@pytest.mark.parametrize("name", sorted({*glue.__all__} - {*_components.__all__, "__version__"}))
def test_the_docstrings_of_the_public_names_are_complete(name):
    public = getattr(glue, name)
    members = (
        [member for key, member in vars(public).items() if not key.startswith("_")] if inspect.isclass(public) else []
    )
    for documented in (public, *members):
        function = getattr(documented, "__func__", documented)
        if not callable(function) and not isinstance(function, property):
            continue
        text = inspect.getdoc(function)
        assert text, documented
        if inspect.isfunction(function):
            parameters = {*inspect.signature(function).parameters} - {"self", "cls"}
            assert all(f"{parameter}: " in text for parameter in parameters), documented
