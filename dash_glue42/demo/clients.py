"""Clients: a click on a client publishes it on the page's channel. Every app on that channel follows."""

from typing import Any

from dash import ALL, Dash, Input, Output, State, ctx, dcc, html

import dash_glue42 as glue
from dash_glue42.demo.market import CLIENTS

app = Dash(__name__, title="Clients", update_title="", url_base_pathname="/clients/")


def row(client_id: str, client: dict[str, Any]):
    button = html.Button(client["name"], id={"client": client_id}, className="row-button")
    return html.Tr([html.Td(button), html.Td(client["country"])], id={"row": client_id})


app.layout = glue.Glue42(
    html.Main(
        [
            glue.Channels(id="channels", channel="Red"),
            html.Header([html.H1("Clients"), glue.status_badge(), glue.channel_selector()]),
            html.Label(
                ["Find a client", dcc.Input(id="filter", type="text", placeholder="Name or country")],
                className="filter",
            ),
            html.Div(
                html.Table(
                    [
                        html.Thead(html.Tr([html.Th("Client", scope="col"), html.Th("Country", scope="col")])),
                        html.Tbody([row(client_id, client) for client_id, client in CLIENTS.items()]),
                    ]
                ),
                className="table",
                tabIndex=0,
            ),
            html.Output(id="problem", className="problem"),
        ]
    )
)


@app.callback(Output("channels", "publish"), Input({"client": ALL}, "n_clicks"), prevent_initial_call=True)
def publish(_clicks: list[int | None]):
    return publication(ctx.triggered_id["client"])


# A callback of its own: Dash drops the answer to a click when the same callback starts again for another reason.
@app.callback(
    Output("channels", "publish", allow_duplicate=True),
    Input("channels", "my"),
    State({"client": ALL}, "n_clicks"),
    prevent_initial_call=True,
)
def begin(my: dict[str, Any] | None, clicks: list[int | None]):
    """A channel without a client gets the first one, so that there is something to see."""
    is_empty = my is not None and "client" not in my["data"]
    return publication(next(iter(CLIENTS))) if is_empty and not any(clicks) else None


def publication(client_id: str):
    return glue.publish_to_channel(data={"client": {"id": client_id, **CLIENTS[client_id]}})


@app.callback(Output({"client": ALL}, "aria-pressed"), Output({"row": ALL}, "className"), Input("channels", "my"))
def mark(my: dict[str, Any] | None):
    chosen = my["data"].get("client", {}).get("id") if my else None
    is_chosen = [client_id == chosen for client_id in CLIENTS]
    return [str(each).lower() for each in is_chosen], ["chosen" if each else "" for each in is_chosen]


@app.callback(Output({"row": ALL}, "hidden"), Input("filter", "value"), prevent_initial_call=True)
def find(text: str | None):
    wanted = (text or "").strip().lower()
    return [wanted not in f"{client['name']} {client['country']}".lower() for client in CLIENTS.values()]


@app.callback(Output("problem", "children"), Input("channels", "error"))
def explain(error: dict[str, str] | None):
    return error["message"] if error else None


if __name__ == "__main__":
    app.run()
