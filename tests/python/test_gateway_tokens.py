"""Clients with tokens of their own at a real gateway: who they are, which buses they may join, and for how long."""

import json
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from gateway_client import Connection, GatewayClient
from gateway_member import GatewayMember
from gateway_tokens import SECRET, token_of
from support.gateway_process import GatewayProcess
from support.waiting import wait_until

OWN = "http://localhost:8050"
SECRET_VARIABLE = "DASH_GLUE42_GATEWAY_JWT_SECRET"
KEYS = Path(__file__).with_name("gateway_keys.js")
EXPIRED = 4401


@pytest.fixture(scope="module")
def gateway() -> Iterator[GatewayProcess]:
    options = ("--jwt-issuer=login", "--jwt-audience=bus", "--token-grace-seconds=0", "--log-level=debug")
    with GatewayProcess(*options, environment={SECRET_VARIABLE: SECRET}) as gateway:
        yield gateway


def token(user: str = "alice", *, lasts: int = 3600, **claims: Any) -> str:
    ends = int(time.time()) + lasts
    return token_of(**{"sub": user, "exp": ends, "iss": "login", "aud": "bus", "buses": ["desk", "other"], **claims})


@contextmanager
def client_of(
    gateway: GatewayProcess, presented: str, bus: str | None = "desk", **claimed: object
) -> Iterator[tuple[GatewayClient, dict[str, Any]]]:
    """A client, and the answer to its login."""
    with GatewayClient(gateway.port, OWN, bus=bus) as client:
        client.say_hello({"method": "access-token", "token": presented}, **claimed)
        yield client, client.receive_message()


def answer_to(gateway: GatewayProcess, presented: str, bus: str | None = "desk", **claimed: object) -> str:
    with client_of(gateway, presented, bus, **claimed) as (_, answer):
        return answer.get("reason", answer["type"])


class Member:
    """A client that has joined the domains of a bus."""

    def __init__(self, gateway: GatewayProcess, presented: str, bus: str = "desk", **claimed: object) -> None:
        self.client = GatewayClient(gateway.port, OWN, bus=bus)
        self.client.say_hello({"token": presented}, **claimed)
        self.peer = self.client.receive_one(type="welcome")["peer_id"]
        for domain in ("agm", "context", "bus"):
            self.ask("global", "join", destination=domain, identity={"user": "root", "application": "Root"})

    def __enter__(self) -> "Member":
        return self

    def __exit__(self, *_: object) -> None:
        self.client.close()

    def ask(self, domain: str, kind: str, **message: Any) -> dict[str, Any]:
        return self.client.answer(**{"domain": domain, "type": kind, "peer_id": self.peer, **message})


FORGED = {
    key: {"user": "root", "login": "root", "application": "Root"}
    for key in ("identity", "resolved_identity", "publisher-identity", "caller", "authentication", "remote-identity")
} | {"user": "root", "login": "root", "x/user": "root", "x/login": "root", ":user": "root", "x/application": "Root"}


def test_a_user_is_who_the_token_says_whatever_the_client_says_of_itself(gateway):
    with Member(gateway, token("bob")) as bob, client_of(gateway, token(), **FORGED | {"application": "Desk"}) as login:
        client, welcome = login
        assert welcome["dash_glue42"] == {"verifiesUsers": True}
        for identity in (welcome["resolved_identity"], None):
            identity = identity or bob.client.receive_one(type="peer-added")["identity"]
            assert (identity["user"], identity["application"]) == ("alice", "Desk")
        me = {"peer_id": welcome["peer_id"]}
        bob.ask("bus", "subscribe", topic="news", routing_key="")
        for domain in ("agm", "bus"):
            joined = client.answer(type="join", domain="global", destination=domain, **me, **FORGED)
            assert joined["type"] == "success"
            # To those in this domain it is presented again.
        told = bob.client.receive_one(type="peer-added", domain="agm")["identity"]
        assert (told["user"], told["application"]) == ("alice", "Desk")
        client.send_message({**FORGED, "type": "publish", "domain": "bus", "topic": "news", "data": {}, **me})
        publisher = bob.client.receive_one(type="event")["publisher-identity"]
        assert (publisher["user"], publisher["application"]) == ("alice", "Desk")
        method = {"server_id": bob.peer, "method_id": "m"}
        bob.ask("agm", "register", methods=[{"id": "m", "name": "M"}])
        client.send_message({**FORGED, "type": "call", "domain": "agm", "request_id": "c", **me, **method})
        invoked = bob.client.receive_one(type="invoke")
        assert invoked["caller_id"] == welcome["peer_id"]
        assert "root" not in json.dumps(invoked)


def test_a_client_cannot_send_in_the_name_of_another_one(gateway):
    with Member(gateway, token("bob")) as bob, Member(gateway, token("mallory")) as mallory:
        bob.ask("agm", "register", methods=[{"id": "m", "name": "M"}])
        call = {"server_id": bob.peer, "method_id": "m"}
        for domain, kind, message in (
            ("agm", "call", call),
            ("agm", "register", {"methods": [{"id": "x", "name": "X"}]}),
            ("agm", "unregister", {"methods": ["m"]}),
            ("context", "create-context", {"name": "bobs", "data": {}, "lifetime": "retained"}),
            ("bus", "publish", {"topic": "t", "data": {}}),
            ("global", "join", {"destination": "activity"}),
            ("global", "create-token", {}),
        ):
            refused = mallory.ask(domain, kind, **message, peer_id=bob.peer)
            assert refused["type"] == "error", kind
            assert "source" in refused["reason"], kind
        assert mallory.ask("global", "hello", identity={}, authentication={"token": token("bob")})["reason"] == (
            "Already logged in"
        )


def test_nothing_of_one_bus_is_seen_or_reached_from_another_one(gateway):
    with Member(gateway, token("bob")) as bob, Member(gateway, token("mallory"), "other") as mallory:
        bob.ask("agm", "register", methods=[{"id": "m", "name": "M"}])
        created = bob.ask("context", "create-context", name="deals", data={"x": 1}, lifetime="retained")
        context = {"context_id": created["context_id"]}
        assert bob.ask("bus", "subscribe", topic="t", routing_key="")["type"] == "subscribed"
        # In all that mallory is told there is only itself.
        mallory.client.send_message(
            {"type": "create-token", "domain": "global", "request_id": "e", "peer_id": mallory.peer}
        )
        while (told := mallory.client.receive_message()).get("request_id") != "e":
            assert bob.peer not in json.dumps(told)
        for domain, kind, message in (
            ("agm", "call", {"server_id": bob.peer, "method_id": "m"}),
            ("agm", "subscribe", {"server_id": bob.peer, "method_id": "m"}),
            ("agm", "call", {"server_id": bob.peer, "method_id": "m", "peer_id": bob.peer}),
            ("context", "subscribe-context", context),
            ("context", "update-context", {**context, "delta": {"reset": {}}}),
            ("context", "destroy-context", context),
        ):
            assert mallory.ask(domain, kind, **message)["type"] == "error", (domain, kind)
        mallory.client.send_message(
            {"type": "publish", "domain": "bus", "topic": "t", "data": {"x": 1}, "peer_id": mallory.peer}
        )
        invocation = {"invocation_id": "r-1", "request_id": "r-1", "result": {}, "reason_uri": "agm", "reason": "x"}
        for kind in ("yield", "error", "accepted", "post"):
            mallory.client.send_message({"type": kind, "domain": "agm", "peer_id": mallory.peer, **invocation})
        mine = mallory.ask("context", "create-context", name="deals", data={"y": 2}, lifetime="retained")
        assert mine["type"] == "context-created"
        # Nor has bob been told anything.
        seen = bob.ask("context", "subscribe-context", **context)
        assert seen["data"] == {"x": 1}


def test_a_context_may_be_for_one_proven_user_alone(gateway):
    new = {"data": {}, "lifetime": "retained"}
    with Member(gateway, token("bob")) as bob, Member(gateway, token()) as alice, Member(gateway, token("bob")) as too:
        bob.ask("context", "create-context", name="bobs own", read_permissions="$login == 'bob'", **new)
        bob.ask("context", "create-context", name="everybody's", **new)
        for member, expected in ((alice, "everybody's"), (too, "bobs own")):
            assert member.client.receive_one(type="context-added", domain="context")["name"] == expected


@pytest.mark.parametrize(
    ("claims", "bus", "application", "answer"),
    [
        ({"buses": None}, None, "Desk", "welcome"),
        ({"buses": None}, "desk", "Desk", "Token not valid for this bus"),
        ({}, None, "Desk", "Token not valid for this bus"),
        ({"buses": ["fx-*"]}, "fx-eu", "Desk", "welcome"),
        ({"applications": ["Desk"]}, "desk", "Desk", "welcome"),
        ({"applications": ["Desk"]}, "desk", "Blotter", "Token not valid for this application"),
        ({"lasts": -10}, "desk", "Desk", "Token expired"),
        ({"aud": "other"}, "desk", "Desk", "Invalid token"),
    ],
)
def test_a_token_is_for_what_it_names_and_its_client_learns_why_not(gateway, claims, bus, application, answer):
    assert answer_to(gateway, token(**claims), bus, application=application) == answer


def test_a_token_that_is_renewed_in_time_keeps_the_connection_and_another_one_ends_it(gateway):
    with ExitStack() as stack:
        renewing, expiring, wrong = (stack.enter_context(client_of(gateway, token(lasts=2)))[0] for _ in range(3))
        renew = {"type": "dash_glue42-renew-token"}
        renewing.send_message({**renew, "token": token(lasts=3600)})
        assert renewing.receive_one(type="dash_glue42-token-renewed") == {"type": "dash_glue42-token-renewed"}
        for presented, reason in (
            (token("bob"), "Token of another user"),
            (token(buses=["other"]), "Token not valid for this bus"),
            (token(applications=["Other"]), "Token not valid for this application"),
            (token(lasts=-10), "Token expired"),
            ("x", "Invalid token"),
            (None, "Missing token"),
        ):
            wrong.send_message({**renew, "token": presented})
            assert wrong.receive_one(type="dash_glue42-token-refused")["reason"] == reason
        assert [closed(client) for client in (expiring, wrong)] == [(EXPIRED, "Token expired")] * 2
        renewing.send_message({**renew, "token": token(lasts=7200)})
        assert renewing.receive_one(type="dash_glue42-token-renewed")


@pytest.mark.parametrize("library", ["@glue42/core", "@interopio/core", "@glue42/desktop"])
def test_the_vendors_libraries_join_a_bus_by_its_address_with_a_token(gateway, library):
    with (
        Member(gateway, token("bob")) as bob,
        GatewayMember(f"{gateway.url}/bus/desk", token("alice"), library) as member,
    ):
        joined = bob.client.receive_one(type="peer-added", domain="agm")["identity"]
        assert (joined["user"], joined["application"]) == ("alice", "member")
        member.ask("register", f"Echo of {library}")
        assert member.ask("invoke", f"Echo of {library}", {"n": 1}) == {"n": 1}


def test_a_token_can_be_renewed_while_others_try_tokens(gateway):
    def is_answered(presented: str) -> bool:
        with GatewayClient(gateway.port, OWN, bus="desk") as guessing:
            guessing.say_hello({"token": presented})
            return guessing.receive()[0] == 1

    with client_of(gateway, token()) as (client, _):
        while is_answered("guess"):
            pass
        client.send_message({"type": "dash_glue42-renew-token", "token": token()})
        while not (answer := client.receive_message())["type"].startswith("dash_glue42"):
            pass
        assert answer == {"type": "dash_glue42-token-renewed"}
    # The other tests come from the same address.
    wait_until(lambda: is_answered(token()))


def closed(client: GatewayClient) -> tuple[int, str]:
    """Passes over what comes before the close."""
    while (received := client.receive())[0] != 8:
        pass
    return int.from_bytes(received[1][:2], "big"), received[1][2:].decode()


def test_a_storm_of_clients_is_let_in_whole(gateway):
    users = [f"user {number}" for number in range(10)]
    presented = {user: token(user, buses=[f"storm-{user[-1]}"]) for user in users}
    with ExitStack() as stack:
        clients = [
            (user, stack.enter_context(GatewayClient(gateway.port, OWN, bus=f"storm-{user[-1]}")))
            for _ in range(50)
            for user in users
        ]
        for user, client in clients:
            client.say_hello({"token": presented[user]})
        for _, client in clients:
            assert client.receive_one(type="welcome")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/bus/desk", 101),
        ("/bus/desk?token=x", 101),
        ("/bus/../bus/desk", 404),
        ("/bus/desk/", 404),
        ("//bus/desk", 404),
        ("/gateway/bus/desk", 101),
        ("/gateway/bus/desk/", 404),
        ("/bus/%2e%2e", 400),
        ("/bus/desk%2F..", 400),
        ("/bus/d%2565sk", 400),
        ("/bus/%ff", 400),
        ("/bus/" + "x" * 65, 400),
    ],
)
def test_no_path_leads_anywhere_but_to_the_bus_that_it_names(gateway, path, status):
    with closing(Connection(gateway.port)) as connection:
        assert connection.upgrade(OWN, path) == status


def test_no_token_gets_into_the_log(gateway):
    presented = [token("eve"), token("eve", aud="x"), "x." * 3000]
    for each in presented:
        answer_to(gateway, each)
    with GatewayProcess("--log-level=debug", environment={SECRET_VARIABLE: SECRET}) as other:
        answer_to(other, token("eve", buses=None), None)
        answer_to(other, presented[1], None)
    assert "user eve) joined" in other.log
    for each in (*presented, SECRET):
        assert each not in other.log
        assert each.split(".")[-1] not in other.log or not each.split(".")[-1]


def test_keys_of_a_set_behind_a_url_sign_tokens(tmp_path):
    claims = {"sub": "alice", "exp": int(time.time()) + 60, "buses": ["desk"]}
    made = json.loads(subprocess.run(["node", KEYS, json.dumps(claims)], capture_output=True, check=True).stdout)
    (tmp_path / "keys.json").write_text(json.dumps(made["keySet"]))
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(SimpleHTTPRequestHandler, directory=tmp_path)) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}/keys.json"
        with GatewayProcess(f"--jwks={url}") as of_url, GatewayProcess(f"--jwks={tmp_path / 'keys.json'}") as of_file:
            for gateway in (of_url, of_file):
                with client_of(gateway, made["token"]) as (_, welcome):
                    assert welcome["resolved_identity"]["user"] == "alice"
                assert answer_to(gateway, token_of(buses=["desk"])) == "Invalid token"
        server.shutdown()
