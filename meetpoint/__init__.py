"""Meetpoint: software that harm reduction organisations run."""

__version__ = "0.1.0"
