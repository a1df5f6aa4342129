"""Pages and the API: a blueprint is a list of URLs, each with a stated audience."""
