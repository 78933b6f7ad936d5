"""What was done to a number before we read it, as bits of `flags`."""

SAMPLED, THRESHOLDED, PROVISIONAL, ESTIMATED = 1, 2, 4, 8
# Of visits: small origins were put together as "(other)"; key events are still being attributed.
OTHER_ROW, CREDITING = 16, 32
