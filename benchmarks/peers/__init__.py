"""The parts of `./run bench sync_peers`: the peers as they are installed and run by their users."""
