"""What customers instruct: the agreement's clauses, the page, and what is held to them."""
