"""QR codes as images that a page may hold without a second request."""

import segno


def qr_image(text: str) -> str:
    """Return a data address of an SVG, black on white also on dark pages, so that cameras read it."""
    drawn: str = segno.make_qr(text, error="m").svg_data_uri(scale=5, border=3, light="#fff")
    return drawn
