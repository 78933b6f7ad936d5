"""The company's own desk: who gets in, what it shows, what it can do."""
