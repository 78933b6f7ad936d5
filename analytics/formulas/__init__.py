"""A workspace's own metrics: a formula is read, typed and made into sums; nothing is executed."""
