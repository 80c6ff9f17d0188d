"""The companies, and a year of their prices."""

import math
import random
from datetime import date, timedelta

from dash_glue42 import fdc3

COMPANIES = {
    "AAPL": ("Apple", 234.5),
    "MSFT": ("Microsoft", 415.2),
    "NVDA": ("NVIDIA", 138.1),
    "AMZN": ("Amazon", 207.9),
    "JPM": ("JPMorgan Chase", 249.7),
    "XOM": ("Exxon Mobil", 117.3),
}


def history(ticker):
    """A year of prices that end at today's: the same ones each time."""
    walk, price = random.Random(ticker), COMPANIES.get(ticker, ("", 100.0))[1]
    prices = [price]
    for _ in range(250):
        prices.append(prices[-1] / math.exp(walk.gauss(0.0008, 0.018)))
    return prices[::-1]


def days():
    """Those of the prices: the working days of a year, up to today."""
    year = (date.today() - timedelta(days=n) for n in range(365))
    return [day for day in year if day.weekday() < 5][250::-1]


def instrument_of(ticker):
    return fdc3.Instrument(id={"ticker": ticker}, name=COMPANIES[ticker][0])
