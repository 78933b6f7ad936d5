"""Salesforce's own addresses: OAuth, REST and Bulk 2.0."""
