"""What the build writes into this folder. setup.py runs this file before there is a package to import."""

# Some of the files of each step; a build that broke off lacks one of them.
PRODUCTS = (
    "dash_glue42.js",
    "dash_glue42.embedded.js",
    "dash_glue42.notifications.js",
    "dash_glue42.inspector.js",
    "gateway_server.js",
    "_components/__init__.py",
    "fdc3_contexts.py",
    "metadata.json",
    "package-info.json",
)
