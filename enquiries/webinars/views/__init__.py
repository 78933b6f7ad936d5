"""Pages of webinars: for visitors, behind mailed links, and for staff."""
