"""The design system: tokens, components, form widgets, lists, and charts as accessible SVG."""
