"""Geometry of the pictures, and nothing else.

Each module turns plain values into one frozen picture in which every coordinate is
already worked out; `templates/components/picture.html` only writes it down as SVG.
Nothing here knows of universities, languages or Flask. To add a picture: a module with
one function and its dataclasses, a macro of the same name, and a test of its geometry.

Two ways of measuring are used. A ribbon has curves, so it lives in a view box and is
scaled as a whole. The others measure the width in percent and the height in pixels:
they fill any width while their letters keep their size.
"""
