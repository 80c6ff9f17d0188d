"""What the decorators of handlers raise."""

import pytest


def refuses(*words: str, error: type[Exception] = TypeError):
    """The whole message is one line with all of these."""
    return pytest.raises(error, match="^" + "".join(f"(?=.*{word})" for word in words) + ".*$")
