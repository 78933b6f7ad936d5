"""One coherent made-up business of about three years, grown from a seed."""
