"""What a user, a bus and a connection may have at a real gateway, and when a bus ends."""

import json
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from threading import Thread

import pytest
from gateway_client import GatewayClient, frame
from gateway_tokens import SECRET, token_of
from support.gateway_process import GatewayProcess

OWN = "http://localhost:8050"
TRY_LATER = 1013
POLICY = 1008


@pytest.fixture(scope="module")
def gateway() -> Iterator[GatewayProcess]:
    limits = (
        "user.connections=2",
        "user.buses=1",
        "bus.connections=3",
        "connection.methods=2",
        "bus.contexts=1",
        "connection.messages-per-second=100",
        "connection.slowed-seconds=1",
    )
    options = [f"--limit={limit}" for limit in limits]
    with GatewayProcess(
        *options, "--bus-idle-seconds=0", environment={"DASH_GLUE42_GATEWAY_JWT_SECRET": SECRET}
    ) as gateway:
        yield gateway


def enter(stack: ExitStack, gateway: GatewayProcess, user: str, bus: str) -> GatewayClient:
    client = stack.enter_context(GatewayClient(gateway.port, OWN, bus=bus))
    client.say_hello({"token": token_of(sub=user, buses=["*"])})
    return client


def join(stack: ExitStack, gateway: GatewayProcess, user: str, bus: str) -> tuple[GatewayClient, str]:
    client = enter(stack, gateway, user, bus)
    peer = client.receive_one(type="welcome")["peer_id"]
    for domain in ("agm", "context"):
        client.answer(type="join", domain="global", destination=domain, peer_id=peer)
    return client, peer


def test_a_user_and_a_bus_have_so_many_connections_and_those_who_are_too_many_learn_why(gateway):
    with ExitStack() as stack:
        for _ in range(2):
            join(stack, gateway, "alice", "desk")
        refused = enter(stack, gateway, "alice", "desk")
        assert refused.receive_close_reason() == (TRY_LATER, "Too many connections: --limit user.connections is 2")
        join(stack, gateway, "bob", "desk")
        refused = enter(stack, gateway, "carol", "desk")
        assert refused.receive_close_reason() == (TRY_LATER, "Too many connections: --limit bus.connections is 3")
        # Others have theirs.
        join(stack, gateway, "carol", "other")


def test_a_user_may_begin_so_many_buses_and_join_those_of_others(gateway):
    with ExitStack() as stack:
        join(stack, gateway, "dave", "daves")
        join(stack, gateway, "erin", "erins")
        join(stack, gateway, "dave", "erins")
        with ExitStack() as own:
            refused = enter(own, gateway, "erin", "more")
            assert refused.receive_close_reason() == (TRY_LATER, "Too many buses: --limit user.buses is 1")


def test_methods_and_contexts_have_limits_and_what_is_gone_gives_room(gateway):
    with ExitStack() as stack:
        client, peer = join(stack, gateway, "frank", "many")
        agm = {"domain": "agm", "peer_id": peer}
        methods = [{"id": name, "name": name} for name in "abc"]
        refused = client.answer(type="register", methods=methods, **agm)
        assert refused["reason"] == "Too many methods: --limit connection.methods is 2"
        assert client.answer(type="register", methods=methods[:2], **agm)["type"] == "success"
        client.answer(type="unregister", methods=["a"], **agm)
        assert client.answer(type="register", methods=methods[2:], **agm)["type"] == "success"

        new = {"type": "create-context", "domain": "context", "peer_id": peer, "data": {}, "lifetime": "retained"}
        one = client.answer(name="one", **new)["context_id"]
        assert client.answer(name="two", **new)["reason"] == "Too many contexts: --limit bus.contexts is 1"
        assert "reason" not in client.answer(name="one", **new)
        client.answer(type="destroy-context", domain="context", peer_id=peer, context_id=one)
        assert client.answer(name="two", **new)["type"] == "context-created"


def test_a_bus_ends_with_its_last_member_and_its_contexts_with_it(gateway):
    new = {"type": "create-context", "domain": "context", "name": "kept", "data": {}, "lifetime": "retained"}
    with ExitStack() as stack:
        client, peer = join(stack, gateway, "grace", "short")
        assert client.answer(peer_id=peer, **new)["type"] == "context-created"
        # As long as one is there it stays.
        other, others = join(stack, gateway, "heidi", "short")
        client.close()
        assert other.answer(peer_id=others, **new)["type"] != "context-created"
    # The gateway notices a little later who has left.
    while True:
        with ExitStack() as stack:
            client, peer = join(stack, gateway, "grace", "short")
            if client.answer(peer_id=peer, **new)["type"] == "context-created":
                break


def test_who_sends_too_much_for_too_long_is_closed_and_learns_why_while_others_go_on(gateway):
    with ExitStack() as stack:
        flood, flooding = join(stack, gateway, "mallory", "flooded")
        quiet, peer = join(stack, gateway, "ivan", "flooded")
        message = frame(json.dumps({"type": "ping", "domain": "global", "peer_id": flooding}).encode())

        def send() -> None:
            with suppress(OSError):
                while True:
                    flood.send_bytes(message * 100)

        thread = Thread(target=send, daemon=True)
        thread.start()
        for _ in range(20):
            assert quiet.answer(type="create-token", domain="global", peer_id=peer)["type"] == "token"
        while (received := flood.receive())[0] != 8:
            pass
        assert int.from_bytes(received[1][:2], "big") == POLICY
        assert received[1][2:] == b"Sends more than --max-messages-per-second allows"
        thread.join()


def test_who_sends_pings_or_pongs_without_end_is_closed_and_learns_why(gateway):
    with ExitStack() as stack:
        client, _ = join(stack, gateway, "mallory", "desk")
        # Each is an empty pong, masked with zeros.
        client.send_bytes(b"\x8a\x80\0\0\0\0" * 2000)
        assert client.receive_close_reason() == (POLICY, "Sends too many pings and pongs")
