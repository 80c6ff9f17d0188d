"""The demo: five Dash apps that know each other only through the bus. Run it: dash-glue42 demo."""

from ._site import server as server
