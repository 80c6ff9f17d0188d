"""Methods that an app registers: delivery to its callbacks, and the answers of their callers."""
