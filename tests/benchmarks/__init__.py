"""What benchmarks count and how they are listed; what they measure is told by ./run bench alone."""
