"""Links that show numbers to people without a login: for a while, by themselves, and no person."""
