"""What is done to enquiries by hand, or by a mail server."""
