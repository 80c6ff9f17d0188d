"""Fixtures for the tests of apps: `glue_app` runs an app without a browser, `bus` in one.

pytest finds them by itself once the package is installed; see docs/testing.md. The names here are for annotations.
"""

from ._app_page import AppPage, GlueApp
from ._bus import Bus
from ._outcomes import Answer, NeedsBrowserError, Outcome, Outputs, Sent

__all__ = ["Answer", "AppPage", "Bus", "GlueApp", "NeedsBrowserError", "Outcome", "Outputs", "Sent"]
