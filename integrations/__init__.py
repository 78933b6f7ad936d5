"""What comes in: sources, their connectors, the facts that they load, who must not come back."""
