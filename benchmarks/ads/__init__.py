"""The parts of `./run bench sync_ads`: campaign days, what platforms say anew, the usual ways."""
