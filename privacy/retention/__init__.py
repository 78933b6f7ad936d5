"""How long what is kept: rules of a workspace, legal holds, the nightly job and its evidence."""
