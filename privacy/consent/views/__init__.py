"""Pages of consent: the choices of anybody, one's own, and the house's proof and sums."""
