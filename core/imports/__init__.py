"""The import machine: read a file, map its columns, check it in sets, load it whole, take it back.

``kinds``    what a kind of import is (the dataclass that apps put into ``core.slots.IMPORT_KINDS``)
``values``   text to numbers, dates, codes
``dialect``  encoding, separator, header row, decimal and date formats: recognised, shown, changeable
``reading``  rows of a CSV or a spreadsheet as a stream, bounded in size
``mapping``  which column feeds which field: guessed, remembered
``staging``  COPY into a temporary table, checks and fates in SQL
``runner``   one file, one transaction
``undo``     take an import back
"""
