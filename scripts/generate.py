"""Generate the Python classes from src/components, as dash-generate-components does.

Its command line tears apart paths with spaces, such as that of a virtual environment inside "My Projects", and its
pattern for ignored files does not survive Windows' shell. So the metadata is extracted here and handed over.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import dash
from dash.development.component_generator import generate_components, reserved_words

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "dash_glue42"
COMPONENTS = "src/components"


def extract_metadata() -> dict:
    """The components' props and comments, read from the TypeScript by Dash's own extractor."""
    reserved = "|".join(f"^{word}$" for word in reserved_words)
    extraction = subprocess.run(
        ["node", str(Path(dash.__file__).parent / "extract-meta.js"), "^_", reserved, COMPONENTS],
        cwd=ROOT,
        env={**os.environ, "MODULES_PATH": str(ROOT / "node_modules")},
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )
    if extraction.returncode or not extraction.stdout:
        sys.exit("generate: the components' props could not be read, see above")
    return json.loads(extraction.stdout)


def move_classes(metadata: dict) -> None:
    """Puts the classes, which the generator writes among the package's own modules, into a folder of their own."""
    target = PACKAGE / "_components"
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir()
    for name in [*(f"{Path(source).stem}.py" for source in metadata), "_imports_.py"]:
        (PACKAGE / name).rename(target / ("__init__.py" if name == "_imports_.py" else name))


if __name__ == "__main__":
    os.chdir(ROOT)
    metadata = extract_metadata()
    generate_components(
        COMPONENTS,
        "dash_glue42",
        package_info_filename="package-info.json",
        metadata=metadata,
        custom_typing_module="dash_prop_typing",
    )
    move_classes(metadata)
