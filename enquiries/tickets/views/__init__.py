"""Pages about tickets: for visitors, for who is logged in, behind the asker's link, for staff."""
