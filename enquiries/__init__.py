"""Who asks us: the public pages, and what visitors send from them."""
