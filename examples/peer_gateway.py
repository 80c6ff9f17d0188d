"""A gateway for the examples of peers: it ends with them."""

import os
import secrets
import subprocess
import sys
from contextlib import contextmanager


@contextmanager
def running_gateway():
    """Gives its address and its token. Programs without a page need a token, so pages need it too."""
    token = secrets.token_urlsafe()
    with subprocess.Popen(
        [sys.executable, "-m", "dash_glue42.gateway", "--port=0", "--log-level=warn"],
        env={**os.environ, "DASH_GLUE42_GATEWAY_TOKEN": token},
        stdout=subprocess.PIPE,
        text=True,
    ) as gateway:
        try:
            # It prints its address when it listens.
            yield next(word for word in gateway.stdout.readline().split() if word.startswith("ws://")), token
        finally:
            gateway.terminate()
