"""The JavaScript that a page loads before its first method is registered."""

import gzip
import re
from urllib.request import urlopen

from .figures import Figure
from .stage import Stage

KIB = 1024

# Raw and packed, in bytes.
Size = tuple[int, int]


def measure(stage: Stage) -> list[Figure]:
    sizes = scripts_until(stage, "start", "bench.ownMethodSeen")
    worker = sizes.pop("embedded")
    main = sizes["main"]
    raw, packed = total(sizes)
    return [
        Figure(
            title="JavaScript the page loads before its first method is registered, raw / gzip",
            vendor="2,125 / 495 KiB",
            goal="<= 270 / 80 KiB, main chunk <= 20 KiB gzip",
            measured=f"{raw / KIB:.0f} / {packed / KIB:.1f} KiB, main chunk {main[1] / KIB:.1f} KiB gzip"
            f"  (gateway in its worker {worker[0] / KIB:.0f} / {worker[1] / KIB:.0f} KiB)",
            is_met=raw <= 270 * KIB and packed <= 80 * KIB and main[1] <= 20 * KIB,
            numbers={
                "raw": raw,
                "gzip": packed,
                "mainRaw": main[0],
                "mainGzip": main[1],
                "workerRaw": worker[0],
                "workerGzip": worker[1],
            },
        )
    ]


def scripts_until(stage: Stage, app: str, loaded: str) -> dict[str, Size]:
    """The scripts that the page of an app has loaded when the expression is true."""
    stage.site.scripts.clear()
    with stage.fresh_profile() as context:
        stage.open(context, app).wait_for_function(loaded)
        return loaded_sizes(stage)


def loaded_sizes(stage: Stage) -> dict[str, Size]:
    """This library's scripts by the names of their chunks, each once, of those that the site was asked for."""
    # Collected first: what is asked for here counts as well.
    paths = set(stage.site.scripts)
    return {chunk_name(path): script_size(stage.site.address + path) for path in paths}


def total(sizes: dict[str, Size]) -> Size:
    return sum(raw for raw, _ in sizes.values()), sum(packed for _, packed in sizes.values())


def chunk_name(path: str) -> str:
    """`dash_glue42.v2_0_0m17.core.js`, with Dash's fingerprint or without, is `core`."""
    parts = path.rsplit("/", 1)[1].split(".")[1:-1]
    names = [part for part in parts if not re.fullmatch(r"v\d\w*m[0-9a-f]+", part)]
    return names[0] if names else "main"


def script_size(address: str) -> Size:
    with urlopen(address) as response:
        content = response.read()
    return len(content), len(gzip.compress(content, compresslevel=9))
