"""The demo's apps, without a browser."""

import inspect

import pytest
from werkzeug.test import Client

from dash_glue42.demo import blotter, clients, desk, market, portfolio, prices, server
from dash_glue42.testing import GlueApp

APPS = (blotter, clients, desk, portfolio, prices)
PRICES = {"SAP": {"symbol": "SAP", "price": 246.2, "change": 0.4}}


def test_an_app_is_less_than_120_lines():
    assert {app.__name__: lines for app in APPS if (lines := len(inspect.getsource(app).splitlines())) >= 120} == {}


@pytest.mark.parametrize("app", APPS)
def test_the_desk_links_to_the_source_of_each_app(app):
    response = Client(server).get(f"/source/{app.__name__.rpartition('.')[2]}.py")
    assert response.text == inspect.getsource(app)
    assert response.mimetype == "text/plain"


@pytest.mark.parametrize("path", ["/source/_site.py", "/source/../__init__.py", "/source/"])
def test_no_other_source_is_served(path):
    assert "<title>Desk</title>" in Client(server).get(path).text


@pytest.mark.parametrize(
    ("quantity", "error"),
    [
        ("-5", 'Argument "quantity": Input should be greater than 0 (got "-5").'),
        ("many", 'Argument "quantity": Input should be a valid integer, unable to parse string as an integer'),
        (6000, 'Argument "quantity": Input should be less than or equal to 5000 (got 6000).'),
        (100, "There is no price of ASML yet."),
    ],
)
def test_the_blotter_refuses_a_bad_order(glue_app: GlueApp, quantity, error):
    page = glue_app(blotter.app)
    assert error in (page.invoke("PlaceOrder", client="Acme", symbol="ASML", quantity=quantity).error or "")


def test_an_order_has_the_price_of_its_symbol():
    answer, kept = blotter.place_order("Acme", "SAP", 100, PRICES)
    assert answer == {"symbol": "SAP", "price": 246.2, "change": 0.4, "client": "Acme", "quantity": 100}
    [kept_first] = kept.to_plotly_json()["operations"]
    assert kept_first["operation"] == "Prepend"
    assert kept_first["params"]["value"].items() > answer.items()


def test_a_portfolio_is_always_the_same_and_its_chart_ends_with_its_value():
    assert [market.holdings(client) for client in market.CLIENTS] == [market.holdings(each) for each in market.CLIENTS]
    days, values = market.history("C-101", 1000)
    assert (len(days), values[-1]) == (180, 1000)
    assert days == sorted(days)


def test_a_channel_without_a_client_gets_the_first_one_unless_a_click_is_under_way():
    empty, used = {"name": "Red", "data": {}}, {"name": "Red", "data": {"client": {"id": "C-105"}}}
    assert clients.begin(empty, [None, None])["data"]["client"]["id"] == "C-101"
    assert (clients.begin(empty, [None, 1]), clients.begin(used, [None]), clients.begin(None, [None])) == (None,) * 3
