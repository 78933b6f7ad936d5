"""What is shown of enquiries."""
