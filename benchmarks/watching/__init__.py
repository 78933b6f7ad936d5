"""Daily series with and without faults, the naive rules, and how both are counted."""
