"""The desk checks and keeps orders. Its answer goes to the page that has sent the order."""

from typing import Literal
from uuid import uuid4

from dash import MATCH, Dash, Input, Output, Patch, State, ctx, dcc, html
from market import PRICES
from pydantic import PositiveFloat, PositiveInt

import dash_glue42 as glue

desk = Dash(
    __name__, server=False, url_base_pathname="/desk/", title="Desk", update_title=None, assets_folder="../assets"
)
desk.layout = glue.Glue42(
    html.Main(
        [
            html.Header([html.H1("Trading desk"), html.Span("Limits within 10 % of the market", className="soft")]),
            html.Ul([], id="book", className="cards"),
            glue.MethodRegister(id="order", definition="PlaceOrder", returns=True),
        ],
        className="app",
    )
)


@glue.on_invoke("order", Output("book", "children"), app=desk)
def place_order(
    symbol: str, side: Literal["Buy", "Sell"], quantity: PositiveInt, limit: PositiveFloat, caller: glue.Caller
):
    if symbol not in PRICES:
        raise glue.InteropError(f"The desk does not trade {symbol}.")
    if abs(limit / PRICES[symbol] - 1) > 0.1:
        raise glue.InteropError(f"{limit:,.2f} is more than 10 % away from the market, {PRICES[symbol]:,.2f}.")
    number, text = uuid4().hex, f"{side} {quantity:,} {symbol} at {limit:,.2f}"
    book = Patch()
    book.prepend(entry(number, text, caller))
    return {"number": number, "text": text}, book


def entry(number, text, caller):
    """An order with its buttons, and with an invocation of its own for the decision."""

    def id_of(part):
        return {"part": part, "order": number}

    buttons = [html.Button("Accept", id=id_of("accept")), html.Button("Reject", id=id_of("reject"))]
    content = [
        html.Span(text),
        html.Div(buttons, id=id_of("decision"), className="row"),
        dcc.Store(id_of("caller"), data=caller),
        glue.MethodInvoke(id=id_of("answer")),
    ]
    return html.Li(content, className="row")


@desk.callback(
    Output({"part": "answer", "order": MATCH}, "invoke"),
    Output({"part": "decision", "order": MATCH}, "children"),
    Input({"part": "accept", "order": MATCH}, "n_clicks"),
    Input({"part": "reject", "order": MATCH}, "n_clicks"),
    State({"part": "caller", "order": MATCH}, "data"),
    prevent_initial_call=True,
)
def decide(_accepts, _rejects, caller):
    is_accepted = ctx.triggered_id["part"] == "accept"
    state, color = ("Accepted", "tag good") if is_accepted else ("Rejected", "tag bad")
    answer = glue.call("OrderDecided", number=ctx.triggered_id["order"], state=state, target=caller)
    return answer, html.Span(state, className=color)
