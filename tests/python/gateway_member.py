"""A program of its own on a gateway, with a client library of the vendor."""

import json
import subprocess
from pathlib import Path
from typing import Any

PROGRAM = Path(__file__).with_name("gateway_member.js")


class Rejected(Exception):
    """The client library rejected what the program asked for."""


class GatewayMember:
    def __init__(self, url: str, token: str = "secret", library: str = "@glue42/core") -> None:
        self._process = subprocess.Popen(
            ["node", str(PROGRAM), library], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.ask("join", url, token)

    def __enter__(self) -> "GatewayMember":
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.communicate()

    def ask(self, command: str, *arguments: Any) -> Any:
        self.begin(command, *arguments)
        return self.end()

    def begin(self, command: str, *arguments: Any) -> None:
        assert self._process.stdin
        print(json.dumps([command, *arguments]), file=self._process.stdin, flush=True)

    def end(self) -> Any:
        assert self._process.stdout
        line = self._process.stdout.readline()
        assert line, "the program has ended; see what it said above"
        answer = json.loads(line)
        if "error" in answer:
            raise Rejected(answer["error"])
        return answer.get("value")
