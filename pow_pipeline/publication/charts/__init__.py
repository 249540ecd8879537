"""The charts of a release: Vega-Lite specifications, drawn as SVG."""
