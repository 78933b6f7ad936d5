"""The log of readings and disclosures on pages and in files."""
