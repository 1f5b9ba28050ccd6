"""One way out for every table: the screen's rows, in its columns and order, as CSV, Excel, JSON, PDF, Word or print.

A list or report builds a ``Dataset``; the writers know nothing of where it came from. CSV has two styles: the Spanish
one for people (``;``, decimal comma or point of the country, dd/mm/yyyy) and the plain one for machines.
"""

from .dataset import Column, Dataset, Kind
from .http import FORMATS, download
from .text import csv_machine, csv_spanish, json_text

__all__ = ["FORMATS", "Column", "Dataset", "Kind", "csv_machine", "csv_spanish", "download", "json_text"]
