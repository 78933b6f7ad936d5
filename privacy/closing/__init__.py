"""The end of a contract: everything is given back, then gone after the agreed days, with proof."""
