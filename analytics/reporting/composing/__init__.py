"""Makes a document of a dashboard's contents, in the language that counts around it."""
