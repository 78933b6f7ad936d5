"""The parts of `./run bench sync_salesforce`: a connected workspace, our sync, and the limit."""
