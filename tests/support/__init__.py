"""What tests and benchmarks share: servers, pages and programs around the apps."""
