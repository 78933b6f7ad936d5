"""The one way in for people of Proactivox: by a grant of the workspace, to read, for a while."""
