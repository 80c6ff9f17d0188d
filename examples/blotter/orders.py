"""The orders of a day: drawn with a fixed seed, so that every start has the same."""

import random
from datetime import datetime, timedelta

PRICES = {"AAPL": 234.5, "MSFT": 415.2, "NVDA": 138.1, "AMZN": 207.9, "JPM": 249.7, "XOM": 117.3, "KO": 63.2}
CLIENTS = ["Alder Pension Fund", "Brookfield Trust", "Kestrel Capital", "Lindqvist & Co", "Marlowe Partners"]
VENUES = ["XNAS", "XNYS", "BATS", "IEXG"]
# An order is filled in five equal parts.
PARTS = 5

draw = random.Random(7)


def new_order(n):
    symbol, quantity = draw.choice(list(PRICES)), draw.randrange(100, 5000, 100)
    begun = datetime(2026, 11, 30, 9, 30) + timedelta(seconds=47 * n)
    fills = [new_fill(symbol, quantity // PARTS, begun, part) for part in range(draw.randint(0, PARTS))]
    state = {0: "New", PARTS: "Filled"}.get(len(fills), "Working")
    return {
        "number": f"O-{4101 + n}",
        "time": f"{begun:%H:%M:%S}",
        "client": draw.choice(CLIENTS),
        "side": draw.choice(["Buy", "Sell"]),
        "symbol": symbol,
        "quantity": quantity,
        "done": len(fills) / PARTS,
        "state": state,
        "fills": fills,
    }


def new_fill(symbol, quantity, begun, part):
    at = begun + timedelta(seconds=9 * part + draw.randint(1, 8))
    price = round(PRICES[symbol] * draw.uniform(0.999, 1.001), 2)
    return {"time": f"{at:%H:%M:%S}", "quantity": quantity, "price": price, "venue": draw.choice(VENUES)}


ORDERS = [new_order(n) for n in range(60)]
