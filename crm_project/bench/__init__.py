"""`manage.py bench`: the figures of ``docs/benchmarks.md``, measured on generated companies of three sizes.

``generate`` makes the data (numpy, one seed), ``load`` brings it into a database of its own, ``weeks`` and ``pages``
measure, each in a fresh process, ``results`` prints and keeps what came out.
"""
