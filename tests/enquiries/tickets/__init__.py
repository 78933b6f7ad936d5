"""What is shown of tickets."""
