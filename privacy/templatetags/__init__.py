"""Tags of privacy for pages of other rooms."""
