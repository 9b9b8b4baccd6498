"""Publishing tables of counts so that nobody can work out a small one: which cells to hide, and the proof.

Plain functions over tables (docs/algorithms/small-cells.md). It knows no models, no pages and no database;
it loads numpy and scipy, so a web worker never imports it.
"""
