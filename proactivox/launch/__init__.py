"""Starts the product on one machine and watches over it: what `./run` calls."""
