"""What all tests share."""

from contextlib import suppress

with suppress(ImportError):
    from dash._hooks import HooksManager

    # Each new app looks for hooks in all installed packages, which takes longer than all else that it does.
    # Dash means to look once, but does not note that it has. No package here has any.
    HooksManager._registered = True
