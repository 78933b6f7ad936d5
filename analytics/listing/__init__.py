"""Lists beside the numbers, for programs: campaigns with their channels, and the rules of those."""
