"""Says how to build the package where its generated parts are missing. Imported before everything that needs them."""

from pathlib import Path

_FOLDER = Path(__file__).parent

if not (_FOLDER / "_components" / "__init__.py").is_file() or not (_FOLDER / "dash_glue42.js").is_file():
    raise ImportError(
        "dash_glue42 has not been built: its generated components are missing. "
        "In the source folder run `npm ci` and `npm run build`, or install it with `pip install .`"
    )
