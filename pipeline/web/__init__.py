"""The pages for council secretaries: a Datasette plugin with its own templates and styles."""
