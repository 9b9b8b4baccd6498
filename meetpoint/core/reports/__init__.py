"""Sheets and charts made from the figures that modules declare."""
