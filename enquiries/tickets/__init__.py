"""Tickets: what people write to Proactivox by form and by mail, and what staff answer."""
