"""The programs of docs/peer.md, as processes of their own on a real gateway."""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from support.documented import ROOT, programs
from support.gateway_process import GatewayProcess

from .conftest import TOKEN

FEED, SCRIPT = programs("docs/peer.md", "program for a process")


@pytest.fixture
def start(gateway: GatewayProcess, tmp_path: Path) -> Iterator[Callable[[str], subprocess.Popen[str]]]:
    processes: list[subprocess.Popen[str]] = []

    def start(program: str) -> subprocess.Popen[str]:
        file = tmp_path / f"app{len(processes)}.py"
        assert "ws://localhost:8385" in program
        file.write_text(program.replace("ws://localhost:8385", gateway.url), encoding="utf-8")
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        process = subprocess.Popen([sys.executable, file], env=environment, stdout=subprocess.PIPE, text=True)
        processes.append(process)
        return process

    yield start
    for process in processes:
        process.kill()
        process.wait()


async def test_the_programs(start, new_peer):
    assert f'token="{TOKEN}"' in FEED
    start(FEED)
    async with new_peer("Desk") as desk:
        quoted = await desk.invoke("Quote", symbol="EURUSD")
        assert 1.05 < quoted.raise_for_error().returned["mid"] < 1.1
        refused = await desk.invoke("Quote", symbol="EURXYZ")
        assert refused.error == "There is no price of EURXYZ for Desk."
        states = desk.context("fixing").follow()
        script = start(SCRIPT)
        assert 1.05 < (await anext(states)).data["EURUSD"] < 1.1
        printed, _ = script.communicate()
        assert re.fullmatch(r"EURUSD 1\.\d+\n", printed)
        assert script.returncode == 0
