"""HIV and hepatitis C along the ties between people who inject, on a network of starsim (optional)."""
