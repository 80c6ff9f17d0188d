"""The refusal of an invocation, as a Python exception."""


class InteropError(Exception):
    """
    Raised by a handler to refuse an invocation: the caller gets the message word for word.

    It is an answer like any other, no crash: nothing is logged, `on_error` is not called, and further Outputs of the
    handler keep their values. A method without `returns=True` has answered its caller already; there the refusal is
    logged as a warning of the logger `dash_glue42`.

        raise InteropError("The account 4711 is closed.")

    A handler with Outputs that has them written returns it in the result's place:

        return InteropError("The account 4711 is closed."), "refused an order"
    """
