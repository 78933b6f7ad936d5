"""Pages of requests: the public centre, the person's own page, the desk."""
