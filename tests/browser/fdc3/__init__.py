"""FDC3: our agent over the bus, beside the vendor's, and as the standard has it."""
