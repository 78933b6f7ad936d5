"""Boards of tiles: questions of the explorer side by side, under one period and one filter."""
