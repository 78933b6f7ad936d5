"""Who found no free time and wants one mail when there are some; then the address is deleted."""
