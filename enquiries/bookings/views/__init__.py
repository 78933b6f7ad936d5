"""Pages of demos: for visitors, behind mailed links, and for staff."""
