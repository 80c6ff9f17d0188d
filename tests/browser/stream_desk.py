"""A Dash app that is subscribed to a stream, and what its callback has seen."""

from typing import Any

from buses import Bus
from caller import POLLING
from dash import Dash, Input, html
from support.dash_app import AppServer, Calls, Gate, new_app

from dash_glue42 import Glue42, StreamSubscribe

# Also while the callback is held: what has reached the page.
COUNT_ARRIVED = """
void glue42dash.onItems("prices", (items, {conflated, dropped}) => {
    window.arrived = (window.arrived ?? 0) + items.length + conflated + dropped;
})
"""


class Desk:
    """The app at /one/ with a StreamSubscribe; what its callback has seen. A gate can hold the callback."""

    def __init__(self, bus: Bus, server: AppServer, *children: Any, **props: Any) -> None:
        self._bus = bus
        # The numbers of the batches, which say more in a failed test than thousands of items would.
        self.batches, self.gate = Calls(), Gate()
        self.data: list[dict[str, Any]] = []
        self.gate.open()
        self.app: Dash = new_app("/one/", title="Desk")
        subscribe = StreamSubscribe(id="prices", definition="Prices", **props)
        self.app.layout = Glue42([html.H1("Desk"), subscribe, *children], id="glue", settings=bus.settings("one"))
        self.app.callback(Input("prices", "data"), prevent_initial_call=True)(self._see)
        server.mount(self.app)

    def _see(self, data: dict[str, Any]) -> None:
        self.data.append(data)
        with self.batches.handling(data["batch"]):
            self.gate.pass_through()

    def open(self) -> "Desk":
        self.page = self._bus.open("/one/")
        self.page.locator("h1").wait_for()
        return self

    def wait_for(self, is_so: str) -> None:
        """Until the component's props are so, as the page has them."""
        found = f"() => (props => {is_so})(window.dash_component_api?.getLayout('prices')?.props ?? {{}})"
        self.page.wait_for_function(found, polling=POLLING)

    def items(self) -> list[dict[str, Any]]:
        return [item for batch in self.data for item in batch["items"]]

    def numbers(self) -> list[int]:
        return [item["n"] for item in self.items()]

    def counted(self, *names: str) -> int:
        return sum(batch[name] for batch in self.data for name in names)
