"""The register of data-protection complaints: no requests, with a clock of their own."""
