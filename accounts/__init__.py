"""People, their roles scoped to an area or a site, sign-in and API tokens."""
