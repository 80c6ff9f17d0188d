"""The engine: a method whose handler is a background callback in Celery."""

import math
import os
import random
from typing import Annotated

from celery import Celery
from dash import CeleryManager, Dash, Input, Output, Patch, State, html
from pydantic import BaseModel, Field

import dash_glue42 as glue

# The share of a portfolio's value that it gains or loses in a typical year.
VOLATILITY = {"Cautious": 0.05, "Balanced": 0.11, "Growth": 0.19}
STEPS = 100
Years = Annotated[int, Field(gt=0, le=2_000_000)]

redis = os.environ.get("REDIS_URL", "redis://localhost:6379")
celery = Celery(__name__, broker=redis, backend=redis)
engine = Dash(
    __name__,
    server=False,
    url_base_pathname="/engine/",
    title="Risk engine",
    update_title=None,
    assets_folder="../assets",
    background_callback_manager=CeleryManager(celery),
)
engine.layout = glue.Glue42(
    html.Main(
        [
            html.H1("Risk engine"),
            html.Div(
                [
                    html.Div(
                        [html.Span("Idle", id="doing"), html.Button("Stop", id="stop", disabled=True)], className="row"
                    ),
                    html.Progress(id="progress", value="0", max=str(STEPS), title="Done"),
                ],
                className="card stack",
            ),
            html.H2("Reports made"),
            html.Ul([], id="made", className="cards"),
            glue.MethodRegister(id="report", definition="SimulateYear", returns=True, methodResponseTimeoutMs=600_000),
        ],
        className="app",
    )
)


class Report(BaseModel):
    # How many of the simulated years end in each part of the range.
    counts: list[int]
    lowest: float
    width: float
    worst_of_20: float
    mean: float


@glue.on_invoke(
    "report",
    Output("made", "children"),
    app=engine,
    background=True,
    interval=200,
    progress=[Output("progress", "value"), Output("doing", "children")],
    progress_default=["0", "Idle"],
    running=[(Output("stop", "disabled"), False, True)],
)
def simulate_year(
    set_progress, portfolio: str, value: float, years: Years, caller: glue.Caller, invocation: glue.Invocation
):
    if portfolio not in VOLATILITY:
        raise glue.InteropError(f"There is no portfolio {portfolio}.")
    ends = []
    for step in range(STEPS):
        if celery.backend.get(stop_key(invocation.invocation_id)):
            raise glue.InteropError(f"The report was stopped at {step} %.")
        set_progress([str(step), f"{portfolio}: {step * years // STEPS:,} of {years:,} years"])
        ends += [end_of_year(value, VOLATILITY[portfolio]) for _ in range(years // STEPS)]
    made = Patch()
    asked_by = html.Span(f"for {caller.application}", className="soft")
    made.prepend(html.Li([f"{portfolio}, {years:,} years", asked_by], className="row"))
    return report_of(sorted(ends)), made


# Dash's `cancel` kills the process of the job, but Celery's pools for Windows have none for each job, and the caller
# would not learn why. A job that looks between its steps ends in the same way everywhere.
@engine.callback(Input("stop", "n_clicks"), State("report", "invoke"), prevent_initial_call=True)
def stop(_clicks, invoke):
    celery.backend.set(stop_key(invoke["invocationId"]), "stop")


def stop_key(invocation_id):
    return f"stop-{invocation_id}"


def end_of_year(value, volatility):
    for _ in range(12):
        value *= 1 + random.gauss(0.04 / 12, volatility / math.sqrt(12))
    return value


def report_of(ends):
    lowest, highest = ends[len(ends) // 1000], ends[-len(ends) // 1000]
    width = (highest - lowest) / 60
    counts = [0] * 60
    for end in ends:
        if lowest <= end < highest:
            counts[int((end - lowest) / width)] += 1
    worst_of_20, mean = ends[len(ends) // 20], sum(ends) / len(ends)
    return Report(counts=counts, lowest=lowest, width=width, worst_of_20=worst_of_20, mean=mean)
