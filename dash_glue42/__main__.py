"""`python -m dash_glue42`: the command `dash-glue42`."""

import sys

from .cli import main

if __name__ == "__main__":
    sys.exit(main())
