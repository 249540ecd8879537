"""The charts of what is published: Vega-Lite specifications, made once, drawn as SVG."""
