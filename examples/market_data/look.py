"""How the desk's grid and chart look."""

UP_OR_DOWN = {"up": "params.value > 0", "down": "params.value < 0"}
PRICE = {"function": "d3.format('.5r')(params.value)"}
COLUMNS = [
    {"field": "symbol", "headerName": "Pair", "pinned": "left", "width": 110, "cellClass": "symbol", "sort": "asc"},
    {"field": "bid", "width": 104, "type": "rightAligned", "valueFormatter": PRICE},
    {"field": "ask", "width": 104, "type": "rightAligned", "valueFormatter": PRICE},
    {"field": "mid", "width": 104, "type": "rightAligned", "valueFormatter": PRICE, "enableCellChangeFlash": True},
    {
        "field": "change",
        "headerName": "Change %",
        "width": 110,
        "type": "rightAligned",
        "valueFormatter": {"function": "d3.format('+.3f')(params.value)"},
        "cellClassRules": UP_OR_DOWN,
    },
    {
        "field": "time",
        "headerName": "Time",
        "flex": 1,
        "minWidth": 110,
        "type": "rightAligned",
        "valueFormatter": {"function": "params.value.slice(11, 23)"},
    },
]
# The colours are those of the stylesheet, light or dark.
LOOK = """themeQuartz.withParams({
    browserColorScheme: 'inherit', backgroundColor: 'var(--card)', foregroundColor: 'var(--text)',
    chromeBackgroundColor: 'var(--soft-card)', borderColor: 'var(--line)', accentColor: 'var(--accent)',
    valueChangeValueHighlightBackgroundColor: 'var(--accent-soft)', fontFamily: 'inherit', fontSize: 12, spacing: 4
})"""


def empty_chart():
    return {
        "data": [{"x": [], "y": [], "mode": "lines", "line": {"color": "#4f83e8", "width": 1.5, "shape": "hv"}}],
        "layout": {
            "font": {"size": 11},
            "margin": {"l": 8, "r": 56, "t": 8, "b": 36},
            "xaxis": {"type": "date", "tickangle": 0, "nticks": 5},
            "yaxis": {"side": "right", "tickformat": ".5r"},
        },
    }
