"""Sets a document in pages; pure: no database, no request, no settings but the place of letters."""
