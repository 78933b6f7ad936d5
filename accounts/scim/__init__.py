"""SCIM 2.0 (RFC 7643, 7644): a customer's directory keeps its people and groups up to date here."""
