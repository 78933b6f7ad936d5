"""What programs ask of analytics beside numbers: by the services and the checks of its pages."""
