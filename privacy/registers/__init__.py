"""Registers that the law wants kept: breaches, complaints, disclosures to authorities."""
