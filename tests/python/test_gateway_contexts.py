"""What members write into contexts, with the vendor's client library on both sides of a real gateway."""

from collections.abc import Iterator

import pytest
from gateway_member import GatewayMember, Rejected
from support.gateway_process import GatewayProcess


@pytest.fixture(scope="module")
def gateway() -> Iterator[GatewayProcess]:
    # A program without an Origin header comes in with a token only.
    gateway = GatewayProcess("--log-level=debug", "--token=secret")
    yield gateway
    gateway.stop()


@pytest.fixture(scope="module")
def follower(gateway: GatewayProcess) -> Iterator[GatewayMember]:
    with GatewayMember(gateway.url) as member:
        member.ask("update", "prices", {"here": 1})
        member.ask("follow", "prices")
        yield member


@pytest.fixture(scope="module")
def writer(gateway: GatewayProcess) -> Iterator[GatewayMember]:
    with GatewayMember(gateway.url) as member:
        yield member


@pytest.mark.parametrize(
    "path", ["__proto__.poison", "a.__proto__.poison", "constructor.prototype.poison", "prototype.poison"]
)
def test_no_path_leads_out_of_a_context(follower, writer, path):
    with pytest.raises(Rejected, match=f'The data cannot have "{path}" as a path'):
        writer.ask("setPath", "prices", path, 1)
    writer.ask("setPath", "prices", "a.b", 2)
    assert writer.ask("get", "prices")["a"] == {"b": 2}
    assert_unharmed(follower)


@pytest.mark.parametrize(
    "delta",
    [
        {"commands": [{"type": "set", "path": path, "value": 1} for path in ("a", "__proto__.poison")]},
        {"commands": [{"type": "remove", "path": "__proto__.toString"}]},
        {"commands": [{"type": "remove", "path": "constructor.prototype.toString"}]},
        {"added": {"__proto__": {"poison": 1}}},
        {"updated": {"a": {"b": [{"__proto__": {"poison": 1}}]}}},
        {"reset": {"a": {"__proto__": {"poison": 1}}}},
        {"removed": ["__proto__"]},
    ],
    ids=str,
)
def test_no_raw_change_leads_out_of_a_context(follower, writer, delta):
    with pytest.raises(Rejected, match="as a path, a key or a name"):
        writer.ask("rawUpdate", "prices", delta)
    assert_unharmed(follower)


@pytest.mark.parametrize("name", ["__proto__", "constructor", "toString"])
def test_no_context_has_the_name_of_what_every_object_has(follower, writer, name):
    with pytest.raises(Rejected, match=f'"{name}" as a path, a key or a name'):
        writer.ask("raw", "create-context", {"name": name, "data": {}, "lifetime": "retained"})
    assert_unharmed(follower)


def test_no_context_begins_with_what_would_lead_out_of_it(follower, writer):
    with pytest.raises(Rejected, match="as a path, a key or a name"):
        writer.ask("raw", "create-context", {"name": "new", "data": {"a": {"__proto__": {}}}, "lifetime": "retained"})
    assert_unharmed(follower)


def assert_unharmed(follower: GatewayMember) -> None:
    """It still gets what others write, and its objects have nothing that nobody gave them."""
    follower.ask("update", "prices", {"last": 1})
    assert follower.ask("get", "prices")["last"] == 1
    assert follower.ask("poison") == []


def test_who_wrote_it_is_in_the_log():
    gateway = GatewayProcess("--token=secret")
    with GatewayMember(gateway.url) as writer:
        writer.ask("update", "prices", {"here": 1})
        with pytest.raises(Rejected):
            writer.ask("setPath", "prices", "__proto__.poison", "confidential")
    gateway.stop()
    [line] = [line for line in gateway.log.splitlines() if "not passed on" in line]
    assert '(no origin) sent update-context, which is not passed on: The data cannot have "__proto__.poison"' in line
    assert "confidential" not in gateway.log


@pytest.mark.parametrize("depth", [600, 1500])
def test_what_is_nested_too_deeply_is_refused_to_its_sender(follower, writer, depth):
    follower.ask("register", f"Echo{depth}")
    with pytest.raises(Rejected, match="The arguments cannot be nested more than 500 levels deep"):
        writer.ask("invokeDeep", f"Echo{depth}", depth)
    assert writer.ask("invokeDeep", f"Echo{depth}", 400)


def test_an_answer_that_is_nested_too_deeply_fails_the_invocation_at_once(follower, writer):
    follower.ask("register", "Deep")
    with pytest.raises(Rejected, match="The result cannot be nested more than 500 levels deep"):
        writer.ask("invoke", "Deep", {"depth": 1200})


@pytest.mark.parametrize(("permission", "sees_it"), [("$application == 'Other'", False), ("$user == $user", True)])
def test_who_may_read_a_context_is_what_its_creator_says(follower, writer, permission, sees_it):
    name = f"readers{sees_it}"
    created = {"name": name, "data": {"here": 1}, "lifetime": "retained", "read_permissions": permission}
    writer.ask("raw", "create-context", created)
    writer.ask("update", "prices", {"created": name})
    assert follower.ask("get", "prices")["created"] == name
    assert (name in follower.ask("names")) == sees_it


def test_a_permission_that_cannot_be_read_is_refused(writer):
    created = {"name": "wrong", "data": {}, "lifetime": "retained", "read_permissions": "$user =="}
    with pytest.raises(Rejected):
        writer.ask("raw", "create-context", created)
