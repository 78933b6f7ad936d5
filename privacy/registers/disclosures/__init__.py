"""The register of disclosures to authorities: what was handed over, by which law, who decided."""
