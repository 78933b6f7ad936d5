"""The parts of `./run bench sync_faults`: the script of failures, and the count of what it cost."""
