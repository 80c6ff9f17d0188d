"""A port of this machine, and what a gateway answers to a page."""

import http.client
import json
import socket
from collections.abc import Iterator
from typing import NamedTuple

from ..._addresses import without_url_secrets
from .._output import printable
from ._finding import Finding
from ._join import Answer, NoAnswerError, join

_HOST = "127.0.0.1"
_SECONDS = 5


class Port(NamedTuple):
    """What is on a port."""

    finding: Finding
    # Of the gateway on it.
    gateway_url: str | None = None


def port_finding(port: int) -> Port:
    """Whether the port is free, a gateway's, or taken by another program."""
    check = f"Port {port}"
    try:
        socket.create_server((_HOST, port)).close()
        return Port(Finding(check, "is free"))
    except OSError as error:
        clients = _clients_on(port)
        if clients is None:
            advice = "end the program that uses it, or give the gateway another one: --port NUMBER"
            return Port(Finding(check, f"cannot be used, and no gateway answers there ({error.strerror})", advice))
        return Port(Finding(check, f"a gateway is running there, with {clients} clients"), f"ws://{_HOST}:{port}")


def _clients_on(port: int) -> int | None:
    """How many clients the gateway there has; None if there is none."""
    connection = http.client.HTTPConnection(_HOST, port, timeout=_SECONDS)
    try:
        connection.request("GET", "/health")
        health = json.loads(connection.getresponse().read(1000))
        return int(health["clients"]) if health["status"] == "ok" else None
    except (OSError, http.client.HTTPException, ValueError, KeyError, TypeError):
        return None
    finally:
        connection.close()


def gateway_findings(url: str, origin: str, token: str | None) -> Iterator[Finding]:
    """What the gateway answers to a page of this origin, and what to do if it does not let the page in."""
    try:
        answer = join(url, origin, token, _SECONDS)
    except NoAnswerError as error:
        advice = "check the address, and start it: dash-glue42 gateway"
        yield Finding("Gateway", f"{without_url_secrets(url)} {error}", advice)
    else:
        yield _judged(answer, without_url_secrets(url), origin, token)


def _judged(answer: Answer, url: str, origin: str, token: str | None) -> Finding:
    reason = printable(answer.reason)
    if answer.status == 403:
        advice = f"start it with --allow-origin {origin}"
        return Finding("Gateway", f"{url} refuses pages of {origin}", advice)
    if answer.status != 101:
        advice = "check the address, its path, and what a proxy forwards"
        return Finding("Gateway", f"{url} is no gateway: it answers with status {answer.status}", advice)
    if not answer.has_joined and not answer.reason:
        advice = "look into the gateway's log; after many wrong tokens, try again in a minute"
        why = f": {printable(answer.closed_because)}" if answer.closed_because else " without an answer"
        return Finding("Gateway", f"{url} closed the connection{why}", advice)
    if not answer.has_joined:
        advice = "give a token that it takes for this bus: --token, or the variable DASH_GLUE42_GATEWAY_TOKEN"
        return Finding(
            "Gateway", f"{url} refuses {'this token' if token else 'pages without a token'}: {reason}", advice
        )
    return Finding("Gateway", f"{url} lets pages of {origin} in")
