"""The world of the demo: clients, instruments, portfolios and prices. The clients and all figures are invented."""

import math
import random
from datetime import date, timedelta

# Symbol: the name, and the price in dollars at the start.
INSTRUMENTS = {
    "AAPL": ("Apple", 231.4),
    "AMZN": ("Amazon", 204.7),
    "ASML": ("ASML", 742.3),
    "GOOG": ("Alphabet", 178.9),
    "HSBC": ("HSBC", 57.2),
    "LVMH": ("LVMH", 668.5),
    "MSFT": ("Microsoft", 428.1),
    "NESN": ("Nestlé", 98.6),
    "NVDA": ("Nvidia", 137.8),
    "SAP": ("SAP", 246.2),
    "SHEL": ("Shell", 66.4),
    "SONY": ("Sony", 94.3),
}

CLIENTS = {
    "C-101": {"name": "Nordlys Pension Fund", "country": "Norway", "since": 2009},
    "C-102": {"name": "Harbour & Stone", "country": "United Kingdom", "since": 2014},
    "C-103": {"name": "Lindqvist Family Office", "country": "Sweden", "since": 2017},
    "C-104": {"name": "Meridian Endowment", "country": "United States", "since": 2011},
    "C-105": {"name": "Banque Vauban", "country": "France", "since": 2006},
    "C-106": {"name": "Sakura Mutual Life", "country": "Japan", "since": 2019},
    "C-107": {"name": "Costa Verde Seguros", "country": "Portugal", "since": 2021},
    "C-108": {"name": "Tasman Super", "country": "Australia", "since": 2016},
    "C-109": {"name": "Alpenrose Stiftung", "country": "Switzerland", "since": 2012},
    "C-110": {"name": "Maple Teachers' Plan", "country": "Canada", "since": 2008},
}


def next_prices(prices: dict[str, float], count: int) -> dict[str, float]:
    """A few prices that have changed since `prices`, by symbol."""
    symbols = random.sample(list(INSTRUMENTS), count)
    return {symbol: round(prices[symbol] * (1 + random.gauss(0, 0.0009)), 2) for symbol in symbols}


def holdings(client_id: str) -> dict[str, int]:
    """How many shares of which instruments the client has: always the same ones."""
    source = random.Random(client_id)
    return {symbol: source.randrange(2, 60) * 100 for symbol in sorted(source.sample(list(INSTRUMENTS), 5))}


def history(client_id: str, value: float) -> tuple[list[date], list[float]]:
    """What the client's portfolio was worth on each of the last 180 days; it ends with the value of today."""
    source = random.Random(f"history of {client_id}")
    drift, values = source.uniform(-0.0003, 0.0014), [value]
    for n in range(179):
        values.append(values[-1] / math.exp(source.gauss(drift, 0.008) + 0.002 * math.sin(n / 14)))
    return [date.today() - timedelta(n) for n in reversed(range(180))], values[::-1]
