"""Desk: shows the other apps in frames, and what travels on their bus. The apps know nothing of it."""

from datetime import datetime
from typing import Any

from dash import ALL, MATCH, Dash, Input, Output, Patch, ctx, dcc, html, no_update
from dash import ClientsideFunction as Script

import dash_glue42 as glue

FRAMES = {"clients": "Clients", "portfolio": "Portfolio", "prices": "Prices", "blotter": "Blotter"}
MOST_ROWS = 40

app = Dash(__name__, title="Desk", update_title="", url_base_pathname="/")


def button(text: str, label: str, action: str, frame: str):
    return html.Button(text, id={"action": action, "frame": frame}, title=label, **{"aria-label": label})


def page(frame: str):
    return html.Iframe(id=f"app-{frame}", src=f"/{frame}/", title=FRAMES[frame])


def frame(name: str, title: str):
    source = html.A(f"{name}.py", href=f"/source/{name}.py", target="_blank", title=f"The source of {title}")
    window = button("↗", f"{title} in a window of its own", "window", name)
    bar = html.Div([source, window, button("✕", f"Close {title}", "close", name)], className="bar")
    return html.Section([bar, html.Div(page(name), id={"part": "body", "frame": name})], className=name)


title = html.Div(
    [html.H1("Five Dash apps on one bus"), html.P("They know each other only through the Interop bus of this browser.")]
)
kill = html.Button("Kill the bus", id="kill", title="Ends the worker that is the bus, as a crash does")
travels = html.Div(["What travels on the bus", html.Span(id="rate")], className="bar")
steps = html.Ol(id="rows", children=[], tabIndex=0, **{"aria-label": "What travels on the bus"})

app.layout = glue.Glue42(
    [
        glue.Windows(id="windows"),
        glue.StreamSubscribe(id="journal", definition="Demo.Journal", target="all", intervalMs=150),
        glue.StreamSubscribe(id="prices", definition="Prices", intervalMs=1000),
        glue.MethodInvoke(id="order"),
        dcc.Store(id="outage"),
        html.Header([title, glue.status_badge(), kill, html.Button("Light or dark", id="theme")]),
        html.Main([*(frame(*each) for each in FRAMES.items()), html.Section([travels, steps], className="bus")]),
    ],
    id="glue",
)


@app.callback(
    Output({"part": "body", "frame": MATCH}, "children"),
    Input({"action": ALL, "frame": MATCH}, "n_clicks"),
    prevent_initial_call=True,
)
def change_frame(_clicks: list[int | None]):
    # A button that comes into the page triggers the callback too.
    if not ctx.triggered[0]["value"]:
        return no_update
    name, action = ctx.triggered_id["frame"], ctx.triggered_id["action"]
    if action == "open":
        return page(name)
    where = "is in a window of its own" if action == "window" else "is closed"
    return html.P([f"{FRAMES[name]} {where}.", html.Button("Open it here", id={"action": "open", "frame": name})])


@app.callback(
    Output("windows", "open"), Input({"action": "window", "frame": ALL}, "n_clicks"), prevent_initial_call=True
)
def open_window(_clicks: list[int | None]):
    name = ctx.triggered_id["frame"]
    return glue.open_window(name=f"{name} {datetime.now():%H%M%S}", url=f"/{name}/", width=640, height=640)


@glue.on_stream("journal", Output("rows", "children"), app=app)
def show(steps: list[dict[str, Any]]):
    return add(*(row(**step) for step in steps))


@glue.on_stream("prices", Output("rate", "children"), app=app)
def count(items: list[dict[str, Any]]):
    return f"Prices: {len(items)} a second"


@app.callback(Output("rows", "children", allow_duplicate=True), Input("outage", "data"), prevent_initial_call=True)
def show_outage(outage: dict[str, Any]):
    words = f"is back after {outage['ms']} ms" if outage["ms"] else "has died: an order for 10 SAP waits"
    return add(html.Li(f"The bus {words}", className="back" if outage["ms"] else "dead"))


def add(*rows: html.Li):
    # A Patch changes the list in the browser. It ignores the deletion of a row that is not there.
    patch = Patch()
    for each in rows:
        del patch[MOST_ROWS - 1]
        patch.prepend(each)
    return patch


def row(method: str, args: str, ms: float, source: str, to: str, error: str | None = None):
    partners = html.Small(f"{source} → {to}")
    return html.Li([html.Strong(method), html.Span(f"{ms:g} ms"), html.Code(error or args), partners], className="step")


# In assets/demo.js. Killing places an order as well, which waits until the bus is back.
app.clientside_callback(Script("demo", "switchTheme"), Input("theme", "n_clicks"), prevent_initial_call=True)
app.clientside_callback(Script("demo", "killBus"), Input("kill", "n_clicks"), prevent_initial_call=True)
app.clientside_callback(
    Script("demo", "followOutage"),
    Output("outage", "data"),
    Output("order", "invoke"),
    Input("glue", "status"),
    prevent_initial_call=True,
)

if __name__ == "__main__":
    app.run()
