"""What every form of a stranger needs: limits, a trap for machines, and secrets of mailed links."""
