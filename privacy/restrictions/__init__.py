"""Who is restricted: by request or objection, until it is lifted, which takes a notice before."""
