"""Jobs of this app, one module a subject: each takes ids and makes one call of a service."""
