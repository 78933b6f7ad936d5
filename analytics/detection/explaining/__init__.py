"""Why a number moved, in parts that sum to the move exactly."""
