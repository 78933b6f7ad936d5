"""Who gets no marketing from us, whatever else is forgotten of them."""
