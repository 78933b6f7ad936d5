"""Dashboards as documents: set in pages, mailed on a schedule, published with frozen numbers."""
