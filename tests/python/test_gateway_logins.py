"""Who tries to find out the token of a real gateway, and what its log keeps to itself."""

from collections.abc import Iterator

import pytest
from gateway_client import GatewayClient
from support.gateway_process import GatewayProcess

OWN = "http://localhost:8050"
TOKEN = "open sesame"


@pytest.fixture
def gateway() -> Iterator[GatewayProcess]:
    gateway = GatewayProcess("--log-level=debug", f"--token={TOKEN}")
    yield gateway
    gateway.stop()


def answer_to(gateway: GatewayProcess, token: str | None, forwarded_for: str | None = None) -> int | str:
    """The type of the answer, or the code that the gateway closes with in place of one."""
    with GatewayClient(gateway.port, OWN, forwarded_for=forwarded_for) as client:
        client.say_hello({"method": "access-token", "token": token})
        code, payload = client.receive()
        return int.from_bytes(payload[:2], "big") if code == 8 else "welcome" if b'"welcome"' in payload else "error"


def test_tokens_cannot_be_tried_one_after_another(gateway):
    answers = [answer_to(gateway, f"guess {number}") for number in range(100)]
    assert answers[:10] == ["error"] * 10
    # Try again later: client libraries do so by themselves.
    assert 1013 in answers
    # Whoever has the right one is let in as soon as the guessing ends.
    while (answer := answer_to(gateway, TOKEN)) == 1013:
        pass
    assert answer == "welcome"
    gateway.stop()
    assert "Too many wrong tokens" in gateway.log
    assert "guess " not in gateway.log


def test_who_comes_through_the_same_proxy_does_not_notice_that_tokens_are_tried():
    with GatewayProcess(f"--token={TOKEN}", "--trust-proxy=127.0.0.1") as gateway:
        while answer_to(gateway, "guess", "198.51.100.9, 203.0.113.1") != 1013:
            pass
        assert answer_to(gateway, TOKEN, "203.0.113.1, 203.0.113.2") == "welcome"
    assert "203.0.113.1 through 127.0.0.1:" in gateway.log


def test_who_says_that_it_is_a_proxy_is_not_believed(gateway):
    while answer_to(gateway, "guess", "203.0.113.1") != 1013:
        pass
    assert answer_to(gateway, TOKEN, "203.0.113.2") == 1013


def test_who_is_logged_in_does_not_notice_that_tokens_are_tried(gateway):
    with GatewayClient(gateway.port, OWN) as member:
        welcome = member.log_in(TOKEN)
        while answer_to(gateway, "guess") != 1013:
            pass
        member.send_message(
            {"type": "create-token", "domain": "global", "request_id": "2", "peer_id": welcome["peer_id"]}
        )
        assert member.receive_message()["type"] == "token"


def test_a_missing_token_is_no_guess(gateway):
    assert [answer_to(gateway, None) for _ in range(30)] == ["error"] * 30


def test_no_log_has_what_members_say_to_each_other(gateway):
    with GatewayClient(gateway.port, OWN) as member:
        peer = member.log_in(TOKEN)["peer_id"]
        message = {"domain": "agm", "request_id": "2", "peer_id": peer, "token": "confidential"}
        for type_of_message in ("call", "unknown"):
            member.send_message({**message, "type": type_of_message})
            assert member.receive_message()["type"] == "error"
        member.send_message({**message, "type": "create-token", "domain": "global"})
        token = member.receive_message()["token"]
    gateway.stop()
    assert "sent create-token" in gateway.log
    for secret in ("confidential", TOKEN, token):
        assert secret not in gateway.log
