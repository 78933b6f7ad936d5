"""The copy for the person: gather what is held, leave out what others own, build, hand over."""
