"""The verbs of this app: each is one transaction and one line in the audit trail."""
