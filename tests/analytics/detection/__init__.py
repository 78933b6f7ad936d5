"""The detection core, without a database."""
