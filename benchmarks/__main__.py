"""Measures everything that the README and the docs quote and prints it. Run by `npm run bench`."""

from argparse import ArgumentParser

from . import (
    batches,
    context_updates,
    fdc3,
    gateway_buses,
    gateway_load,
    gateway_nodes,
    inspector,
    invocations,
    loaded_scripts,
    many_methods,
    memory,
    page_start,
    peer,
    platforms,
    python_layer,
    reconnect,
    streams,
)
from .environment import describe_environment
from .figures import Figure
from .report import as_json, as_table
from .stage import FULL, QUICK, prepared_stage

MEASUREMENTS = {
    "invocations": invocations,
    "batches": batches,
    "inspector": inspector,
    "scripts": loaded_scripts,
    "start": page_start,
    "platforms": platforms,
    "memory": memory,
    "many": many_methods,
    "contexts": context_updates,
    "fdc3": fdc3,
    "streams": streams,
    "gateway": gateway_load,
    "gateway_buses": gateway_buses,
    "gateway_nodes": gateway_nodes,
    "reconnect": reconnect,
    "python": python_layer,
    "peer": peer,
}


def main() -> None:
    parser = ArgumentParser(prog="npm run bench --", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few samples: shows that it works, not how fast it is")
    parser.add_argument("--only", choices=MEASUREMENTS, action="append", help="may be given several times")
    options = parser.parse_args()

    figures: list[Figure] = []
    with prepared_stage(QUICK if options.quick else FULL) as stage:
        environment = describe_environment(stage.browser.version)
        if options.quick:
            environment["quick"] = "few samples, not for comparison with the goals"
        for name in options.only or MEASUREMENTS:
            print(f"> Measuring: {name}", flush=True)
            figures += MEASUREMENTS[name].measure(stage)

    print(as_json(environment, figures))
    print()
    print(as_table(environment, figures))


if __name__ == "__main__":
    main()
