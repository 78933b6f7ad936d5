"""The desk for requests of data subjects: how they arrive, are handled, and end."""
