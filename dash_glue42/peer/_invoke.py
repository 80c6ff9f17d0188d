"""Invokes methods of other apps: the codes and the words of failures are those of `MethodInvoke`."""

from __future__ import annotations

import asyncio
import contextlib
import re
import time
import uuid
from collections.abc import Mapping
from typing import Any, NamedTuple

from .._errors import CALLEE_CODES, PeerError
from .._models import Response, Result
from .._shapes import as_dict
from ._connection import Connection
from ._directory import App, Directory, Offer
from ._session import Refused, Session

_DEFAULT_MS = 30000

# No criterion for an instance.
_PRIVATE = ("id", "gatewayId", "identifier", "methods")


# What an instance, or one of several, must have.
Filter = Mapping[str, Any] | list[Mapping[str, Any]]


class Call(NamedTuple):
    """An invocation as `call` describes it."""

    name: str
    arguments: Mapping[str, Any]
    # "best", "all", "skipMine" or what instances must have.
    target: Any
    timeout_s: float
    wait_s: float

    @classmethod
    def from_command(cls, command: Mapping[str, Any]) -> Call:
        """The invocation in a value of the prop `MethodInvoke.invoke`."""
        definition = command["definition"]
        options = command.get("options", {})
        return cls(
            definition if isinstance(definition, str) else definition["name"],
            command["argumentObj"],
            command.get("target", "best"),
            options.get("methodResponseTimeoutMs", _DEFAULT_MS) / 1000,
            options.get("waitTimeoutMs", _DEFAULT_MS) / 1000,
        )


class Invoker:
    def __init__(self, connection: Connection, directory: Directory) -> None:
        self._connection = connection
        self._directory = directory

    async def invoke(self, call: Call, meta: Any) -> Result:
        """The result, also of an invocation that fails."""
        began = time.monotonic()
        invocation_id = uuid.uuid4().hex
        try:
            session, offers = await self._when_offered(call, began + call.wait_s)
        except PeerError as problem:
            return Result(invocation_id, error=str(problem), code=problem.code, meta=meta)
        if len(offers) == 1:
            responses = [await _ask(session, call, offers[0])]
        else:
            responses = await asyncio.gather(*(_ask(session, call, offer) for offer in offers))
        responses = sorted(responses, key=lambda response: not response.ok)
        best = responses[0]
        return Result(
            invocation_id,
            returned=best.returned,
            error=best.error,
            code=best.code,
            meta=meta,
            executed_by=best.executed_by,
            responses=tuple(responses),
        )

    async def _when_offered(self, call: Call, until: float) -> tuple[Session, list[Offer]]:
        """Waits for the bus and the method, also across losses: what has not been sent is not lost."""
        while True:
            session = await self._connection.session(until - time.monotonic())
            offers = await self._offers(call, session, until)
            if not session.is_lost:
                return session, offers

    async def _offers(self, call: Call, session: Session, until: float) -> list[Offer]:
        """The apps that the invocation is for. Waits for the first one, or the loss of the bus."""
        chosen: list[Offer] = []

        def is_over() -> bool:
            chosen[:] = self._choose(call, session)
            return bool(chosen) or session.is_lost

        if not is_over():
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self._directory.changed.wait_until(is_over), max(until - time.monotonic(), 0))
        if not chosen and not session.is_lost:
            whom = "No app on this bus" if isinstance(call.target, str) else "None of the apps that were asked"
            waited = f" (waited {call.wait_s:g} s)" if call.wait_s else ""
            raise PeerError("method_not_found", f'{whom} offers "{call.name}"{waited}.')
        return chosen

    def _choose(self, call: Call, session: Session) -> list[Offer]:
        offers = [offer for offer in self._directory.offers(call.name) if _is_target(offer.app, call.target, session)]
        callable_ones = [offer for offer in offers if not offer.method.is_stream]
        if offers and not callable_ones:
            raise PeerError(
                "method_not_found",
                f'"{call.name}" is a stream, not a method: it can be subscribed to, not invoked.',
            )
        if call.target == "best":
            # The client libraries prefer an instance on the own machine as well.
            return sorted(callable_ones, key=lambda offer: not offer.app.is_local)[:1]
        return list({offer.app.peer_id: offer for offer in callable_ones}.values())


def _is_target(app: App, target: Any, session: Session) -> bool:
    if target == "skipMine":
        return app.peer_id != session.peer_id
    return isinstance(target, str) or is_instance(app, target)


def is_instance(app: App, wanted: Filter) -> bool:
    """Whether the app has what a dict says, or one of several."""
    filters = wanted if isinstance(wanted, list) else [wanted]
    details = app.instance.details
    return any(
        all(
            value is None or key.startswith("_") or key in _PRIVATE or _is_equal(key, value, details.get(key))
            for key, value in entry.items()
        )
        for entry in filters
    )


def _is_equal(key: str, wanted: Any, value: Any) -> bool:
    # A similar user is not the same.
    if key == "verifiedUser":
        return bool(wanted == value)
    return str(wanted).lower() == str(value).lower()


async def _ask(session: Session, call: Call, offer: Offer) -> Response:
    app = offer.app
    request = {
        "type": "call",
        "server_id": app.peer_id,
        "method_id": offer.method.id,
        "arguments_kv": call.arguments,
    }
    try:
        answer = await session.ask(request, domain="agm", timeout_s=call.timeout_s)
    except Refused as refusal:
        code, error = _refusal(refusal, call.name, app)
    except asyncio.TimeoutError:
        code, error = (
            "timeout",
            f'Method "{call.name}": {_label(app)} did not answer within {call.timeout_s * 1000:g} ms.',
        )
    except PeerError as problem:
        code, error = problem.code, str(problem)
    else:
        return Response(app.instance, returned=answer.get("result"))
    return Response(app.instance, error=error, code=code)


# What a gateway says in the place of an app.
_GATEWAY_WORDS = {
    r"Peer has left|Unable to find peer": ("removed", "{app} left the bus before it answered."),
    r"Unable to find method with id": ("removed", "{app} no longer offers it."),
    r"Unable to invoke methods across different users": ("rejected", "{app} belongs to another user of the gateway."),
    r"The arguments cannot (be nested|have \")": ("invalid_arguments", "{reason}."),
    r"The result cannot (be nested|have \")": ("no_result", "{reason}."),
}


def _refusal(refusal: Refused, name: str, app: App) -> tuple[str, str]:
    """The code and the text: the app's own words, unless the gateway speaks in its place."""
    reason, context = refusal.reason, refusal.context
    if context is None:
        for pattern, (code, words) in _GATEWAY_WORDS.items():
            if re.match(pattern, reason):
                said = reason[:1].lower() + reason[1:]
                return code, f'Method "{name}": {words.format(app=_label(app), reason=said)}'
    code = as_dict(context).get("code")
    is_readable = reason.strip() and reason != "[object Object]"
    words = reason if is_readable else f'Method "{name}": it was refused without a reason.'
    return code if isinstance(code, str) and code in CALLEE_CODES else "refused", words


def _label(app: App) -> str:
    return f'"{app.instance.application}"' if app.instance.application else "the app"
