"""A page of an app without a browser: the app's own callbacks run as its page would run them."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from dash import Dash

from .._call import merged
from .._json import json_value
from .._models import Instance, Response
from ._answers import CallerAnswer, answers_in, problem
from ._app_requests import AppRequests
from ._callback_runs import CallbackRunner, Trace
from ._callbacks import Callback, triggered
from ._incoming import AppContext, next_batch, subscribed
from ._layout import Prop
from ._outcomes import STRANGER, Answer, NeedsBrowserError, Outcome, Reply, Sent, definition_name

_log = logging.getLogger("dash_glue42")


class GlueApp(Protocol):
    """The fixture `glue_app`, for annotations."""

    def __call__(self, app: Dash, path: str = "/") -> AppPage:
        """Opens a page of an app.

        Args:
            app: The app.
            path: The page's address within the server, for `dcc.Location` and apps of several pages.
        """
        ...


class AppPage:
    """A page of an app, opened by the fixture `glue_app`.

    Callbacks run through the app's own server, one after another, with the values that the layout, the test and earlier
    callbacks gave the props. An exception of a callback is raised in the test.

    Args:
        app: The app.
        path: The page's address within the server, for `dcc.Location` and apps of several pages.

    Example:
        >>> def test_an_order(glue_app):
        ...     answer = glue_app(app).invoke("PlaceOrder", side="buy", quantity=10)
        ...     assert answer.returned == {"days": 2}
    """

    def __init__(self, app: Dash, path: str = "/") -> None:
        self._requests = AppRequests(app)
        self._waiting: dict[str, Reply] = {}
        try:
            self._page = CallbackRunner(self._requests, path)
            #: What the callbacks did when the page was opened.
            self.opened = self._outcome(self._page.start())
        except BaseException:
            self.close()
            raise

    def invoke(
        self,
        method: str,
        /,
        *,
        caller: Instance | None = None,
        arguments: Mapping[str, Any] | None = None,
        **named: Any,
    ) -> Answer:
        """Invokes a method of the app, as another application on the bus.

        Args:
            method: Its name.
            caller: Who invokes; an application "pytest" if left out.
            arguments: Arguments whose names are "caller" or "arguments", or not valid in Python.
            **named: The arguments: any JSON, pydantic models, dataclasses, datetimes, numpy values.

        Returns:
            The answer. It has an `error` where the caller gets one; an exception in the handler is such an error, and
            stands in the log.

        Raises:
            LookupError: The page has no such method.
            NeedsBrowserError: Only a browser can run the method's callback.

        Example:
            >>> page.invoke("PlaceOrder", side="buy").error
            'Argument "quantity" is missing.'
        """
        id, props = self._method(method)
        args = json_value(merged("invoke", "arguments", arguments, named), "arguments")
        event = {"invocationId": uuid.uuid4().hex, "args": args, "caller": json_value(caller or STRANGER)}
        listeners = self._listeners(id)
        trace = self._page.change({Prop(id, "invoke"): event, Prop(id, "invocations"): [event]})
        reply = Reply()
        if props.get("returns") is True:
            self._waiting[event["invocationId"]] = reply
        else:
            reply.answer = CallerAnswer()
        self._settle(trace)
        self._end(reply, method, id, trace, listeners)
        return Answer(trace, self._page.layout.type_of, reply)

    def set(self, prop: object, value: Any, /) -> Outcome:
        """Changes a prop, as a user or a component does, and runs the callbacks that this triggers.

        Args:
            prop: Such as "buy.n_clicks", or the Input.
            value: Any JSON, pydantic models, dataclasses, datetimes, numpy values.

        Raises:
            LookupError: The page has no such component.

        Example:
            >>> [sent] = page.set("buy.n_clicks", 1).invocations
            >>> sent.arguments["quantity"]
            100
        """
        return self._change({Prop.of(prop): json_value(value, "value")})

    def value(self, prop: object, /) -> Any:
        """The value that a prop has now.

        Args:
            prop: Such as "log.children", or the State.

        Raises:
            LookupError: The page has no such component.
            NeedsBrowserError: Only a browser can run the callback that wrote it.

        Example:
            >>> page.value("log.children")
            'buy 10 for Desk'
        """
        wanted = Prop.of(prop)
        if wanted in self._page.unknown:
            raise NeedsBrowserError(wanted, self._page.unknown[wanted])
        return self._page.layout.value(wanted)

    def deliver(
        self,
        sent: Sent,
        /,
        *,
        returned: Any = None,
        error: str | None = None,
        code: str | None = None,
        executed_by: Instance | None = None,
        responses: Sequence[Response] = (),
    ) -> Outcome:
        """Delivers the result of an invocation that the app has made.

        Args:
            sent: The invocation, of `Outcome.invocations`.
            returned: What the other application returned.
            error: Why the invocation failed.
            code: The error's code; "refused" if left out.
            executed_by: Who answered; an application "pytest" if left out.
            responses: In place of all these: the responses of several applications, for `target="all"`.

        Example:
            >>> page.deliver(sent, returned={"days": 2}).outputs["answer.children"]
            'Settles in 2 days'
        """
        returned = json_value(returned, "returned")
        value = sent.result(responses or [Response(executed_by, returned=returned, error=error, code=code)])
        return self._change({Prop(sent.component, "result"): value, Prop(sent.component, "results"): [value]})

    def context(self, name: str, /) -> AppContext:
        """A context, as another application writes it.

        Args:
            name: Its name.

        Raises:
            LookupError: No `Context` of the page has this `contextName`.

        Example:
            >>> page.context("Portfolio").update(client="Acme").outputs["client.children"]
            'Acme'
        """
        return AppContext(self._page.layout, self._change, name)

    def push(
        self, stream: str, items: Sequence[Any], /, *, conflated: int = 0, dropped: int = 0, gap: bool = False
    ) -> Outcome:
        """Delivers a batch of a stream.

        Args:
            stream: The stream's name.
            items: The items: dicts, pydantic models, dataclasses.
            conflated: How many items were replaced by a newer one.
            dropped: How many items were left out.
            gap: Whether items may have been missed before.

        Raises:
            LookupError: No `StreamSubscribe` of the page has this stream.

        Example:
            >>> page.push("Prices", [{"symbol": "A", "mid": 2}]).outputs["highest.children"]
            2
        """
        counts = {"conflated": conflated, "dropped": dropped, "gap": gap}
        plain = json_value(list(items), "items")
        changes: dict[Prop, Any] = {}
        for id, props in subscribed(self._page.layout, stream):
            changes.update((Prop(id, name), value) for name, value in next_batch(props, plain, counts).items())
        return self._change(changes)

    def close(self) -> None:
        """Ends what the page was made of. The fixture does it after the test."""
        self._requests.close()

    def _change(self, values: Mapping[Prop, Any]) -> Outcome:
        return self._outcome(self._page.change(values))

    def _outcome(self, trace: Trace) -> Outcome:
        self._settle(trace)
        _raise_failures(trace)
        return Outcome(trace, self._page.layout.type_of)

    def _method(self, name: str) -> tuple[str, Mapping[str, Any]]:
        methods = {
            definition_name(props.get("definition")): (id, props)
            for id, props in self._page.layout.of_type("MethodRegister")
        }
        if name not in methods:
            raise LookupError(f'the page has no method "{name}"; it has {", ".join(methods) or "none"}')
        return methods[name]

    def _listeners(self, id: str) -> list[Callback]:
        """The callbacks that an invocation of this `MethodRegister` triggers."""
        props = (Prop(id, "invoke"), Prop(id, "invocations"))
        calls = [call for prop in props for call in triggered(self._page.callbacks, self._page.layout, prop)]
        for callback, _ in calls:
            if callback.obstacle:
                raise NeedsBrowserError(Prop(id, "result"), callback.obstacle)
        return [call.callback for call in calls]

    def _settle(self, trace: Trace) -> None:
        """Gives callers what callbacks have written for them."""
        for prop, value in trace.written:
            if prop.name != "result" or self._page.layout.type_of(prop.id) != "MethodRegister" or value is None:
                continue
            method = definition_name(self._page.layout.own_props(prop.id).get("definition"))
            for id, answer in answers_in(method, value):
                reply = self._waiting.pop(id, None)
                if reply:
                    reply.answer = answer

    def _end(self, reply: Reply, method: str, id: str, trace: Trace, listeners: list[Callback]) -> None:
        """Gives the caller an error if no answer can come any more."""
        if reply.answer:
            _raise_failures(trace)
        elif not listeners:
            reply.answer = problem(method, "no_callback", "no callback of the app listens to its invocations.")
        elif failure := next((failure for failure in trace.failures if failure.callback in listeners), None):
            _log.error("the handler of %s raised an exception", method, exc_info=failure.error)
            reply.answer = problem(method, "callback_failed", f"the callback failed (HTTP status {failure.status}).")
        elif not self._can_come_later(id, listeners):
            reply.answer = problem(method, "no_result", "the callback ended without a result for this invocation.")

    def _can_come_later(self, id: str, listeners: list[Callback]) -> bool:
        layout = self._page.layout
        others = [callback for callback in self._page.callbacks if callback not in listeners]
        return layout.own_props(id).get("deferResult") is True or any(
            output.prop.startswith("result") and output.match(layout.ids()[id]) is not None
            for callback in others
            for output in callback.outputs
        )


def _raise_failures(trace: Trace) -> None:
    if trace.failures:
        raise trace.failures[0].error
