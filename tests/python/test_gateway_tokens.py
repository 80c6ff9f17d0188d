"""Clients with tokens of their own at a real gateway: who they are, which buses they may join, and for how long."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from gateway_client import GatewayClient
from gateway_tokens import SECRET, token_of
from support.gateway_process import GatewayProcess

OWN = "http://localhost:8050"
SECRET_VARIABLE = "DASH_GLUE42_GATEWAY_JWT_SECRET"


@pytest.fixture(scope="module")
def gateway() -> Iterator[GatewayProcess]:
    options = ("--jwt-issuer=login", "--jwt-audience=bus", "--token-grace-seconds=0", "--log-level=debug")
    gateway = GatewayProcess(*options, environment={SECRET_VARIABLE: SECRET})
    yield gateway
    gateway.stop()


def token(**claims: Any) -> str:
    return token_of(**{"iss": "login", "aud": "bus", **claims})


@contextmanager
def client_with(gateway: GatewayProcess, presented: str, bus: str | None = None, **claimed: str) -> Iterator[Any]:
    """A client, and the answer to its login."""
    with GatewayClient(gateway.port, OWN, bus=bus) as client:
        client.say_hello({"method": "access-token", "token": presented}, **claimed)
        yield client, client.receive_message()


def answer_to(gateway: GatewayProcess, presented: str, bus: str | None = None, **claimed: str) -> str:
    with client_with(gateway, presented, bus, **claimed) as (_, answer):
        return answer.get("reason", answer["type"])


def test_a_user_is_who_the_token_says_and_all_can_see_that_it_is_proven(gateway):
    with client_with(gateway, token(), user="root", login="root", application="Desk") as (client, welcome):
        assert welcome["dash_glue42"] == {"verifiesUsers": True}
        assert (welcome["resolved_identity"]["user"], welcome["resolved_identity"]["application"]) == ("alice", "Desk")
        peer = welcome["peer_id"]
        client.answer(type="join", domain="global", destination="agm", peer_id=peer, identity={"user": "root"})
        with client_with(gateway, token(sub="bob"), user="alice") as (other, bobs):
            forged = {"identity": {"user": "root"}, "resolved_identity": {"user": "root"}}
            other.answer(type="join", domain="global", destination="agm", peer_id=bobs["peer_id"], **forged)
            added = client.receive_one(type="peer-added")
            assert added["identity"]["user"] == "bob"


@pytest.mark.parametrize(
    ("buses", "bus", "answer"),
    [
        (None, None, "welcome"),
        (None, "desk", "Token not valid for this bus"),
        (["desk"], "desk", "welcome"),
        (["desk"], None, "Token not valid for this bus"),
        (["desk"], "desk2", "Token not valid for this bus"),
        (["fx-*", "desk"], "fx-eu", "welcome"),
        (["*"], "any", "welcome"),
        ([], None, "Token not valid for this bus"),
        ("desk", "desk", "Invalid token"),
    ],
)
def test_a_token_is_for_the_buses_that_it_names(gateway, buses, bus, answer):
    assert answer_to(gateway, token(buses=buses), bus) == answer
