"""The desk for programs: each step as an address, in words close to those of OpenDSR."""
