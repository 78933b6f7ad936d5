"""The public pages: what the product is, what it costs, how it is kept safe and how it does now."""
