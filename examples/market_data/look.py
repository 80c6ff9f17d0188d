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
DARK = """themeQuartz.withParams({
    browserColorScheme: 'dark', backgroundColor: '#12161d', foregroundColor: '#dfe6ef',
    chromeBackgroundColor: '#161b24', borderColor: '#222a35', valueChangeValueHighlightBackgroundColor: '#1d4258',
    fontSize: 12, spacing: 4
})"""


def empty_chart():
    axis = {"gridcolor": "#222a35", "linecolor": "#2b3441", "zeroline": False}
    return {
        "data": [{"x": [], "y": [], "mode": "lines", "line": {"color": "#4cc2ff", "width": 1.5, "shape": "hv"}}],
        "layout": {
            "paper_bgcolor": "rgba(0, 0, 0, 0)",
            "plot_bgcolor": "rgba(0, 0, 0, 0)",
            "font": {"color": "#8b97a8", "size": 11},
            "margin": {"l": 8, "r": 56, "t": 8, "b": 36},
            "xaxis": {**axis, "type": "date", "tickangle": 0, "nticks": 5},
            "yaxis": {**axis, "side": "right", "tickformat": ".5r"},
        },
    }
