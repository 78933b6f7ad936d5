"""News by mail: asked for twice, left by one click, and sent to nobody else."""
