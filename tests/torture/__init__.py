"""Faults and hostile input against the whole product: a few in `test`, many in torture."""
