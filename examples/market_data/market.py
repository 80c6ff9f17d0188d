"""The market: 200 currency pairs that walk at random."""

import random
from datetime import datetime
from itertools import permutations

from pydantic import BaseModel

STREAM = "MarketData.Prices"


class Tick(BaseModel):
    symbol: str
    time: datetime
    bid: float
    ask: float
    mid: float
    # Since the start, in percent.
    change: float


IN_DOLLARS = {"EUR": 1.08, "GBP": 1.27, "USD": 1, "CHF": 1.13, "AUD": 0.66, "NZD": 0.61, "CAD": 0.73, "JPY": 0.0067}
IN_DOLLARS |= {"SGD": 0.74, "HKD": 0.128, "NOK": 0.094, "SEK": 0.095, "DKK": 0.145, "PLN": 0.25, "CZK": 0.043}
OPENED = {a + b: IN_DOLLARS[a] / IN_DOLLARS[b] for a, b in list(permutations(IN_DOLLARS, 2))[:200]}
mids = dict(OPENED)


def next_tick(symbol, at, volatility=0.0001):
    mid = mids[symbol] = mids[symbol] * (1 + random.gauss(0, volatility))
    bid, ask = mid * 0.99995, mid * 1.00005
    change = round((mid / OPENED[symbol] - 1) * 100, 3)
    return Tick(symbol=symbol, time=datetime.fromtimestamp(at), bid=bid, ask=ask, mid=mid, change=change)
