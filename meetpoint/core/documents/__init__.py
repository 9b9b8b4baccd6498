"""Files about a person: copies of papers, letters, pictures; sealed at rest, gone when their day comes."""
