"""docs/logging.md: its program logs what the page shows, and the tables name what there is."""

import json
import re

import pytest
from gateway_client import GatewayClient, Refused
from served_page import CALLER, ServedPage
from support.documented import ROOT, programs, run
from support.gateway_process import GatewayProcess

PAGE = "docs/logging.md"
TEXT = (ROOT / PAGE).read_text(encoding="utf-8")


def test_the_program_logs_the_lines_of_the_page(caplog, monkeypatch):
    program = run(programs(PAGE)[0], PAGE)
    monkeypatch.setitem(CALLER, "application", "Orders")
    page = ServedPage(program["app"], order__definition="PlaceOrder")
    for quantity in (100, 5000):
        page.invoke("order", {"quantity": quantity})
    shown = re.findall(r"^2026\S+ \S+ DEBUG dash_glue42 (.*), \S+ ms$", TEXT, re.MULTILINE)
    assert len(shown) == 2
    assert [message.rsplit(",", 1)[0] for message in caplog.messages] == shown


def test_the_page_lists_the_outcomes():
    source = (ROOT / "dash_glue42/_served_log.py").read_text(encoding="utf-8")
    table = TEXT.partition("| outcome |")[2].partition("\n\n")[0]
    listed = re.findall(r"^\| `([a-z ]+)` \|", table, re.MULTILINE)
    assert all(f'"{outcome}"' in source for outcome in listed)
    assert len(listed) == 4


def test_the_gateways_command_logs_the_lines_of_the_page():
    [options] = re.findall(r"^python -m dash_glue42\.gateway (.*)$", TEXT, re.MULTILINE)
    shown = [json.loads(line) for line in re.findall(r"^{.*}$", TEXT, re.MULTILINE)]
    with GatewayProcess(*options.split()) as gateway:
        with GatewayClient(gateway.port, shown[0]["origin"]) as client:
            client.log_in()
        with pytest.raises(Refused):
            GatewayClient(gateway.port, shown[1]["origin"])
        gateway.stop()
    logged = [json.loads(line) for line in gateway.log.splitlines()]
    kept = [list(line) for line in shown]
    assert [list(line) for line in logged if line["event"] != "left"] == kept
    for line in (*shown, *logged):
        del line["time"], line["address"]
    assert [line for line in logged if line["event"] != "left"] == shown
