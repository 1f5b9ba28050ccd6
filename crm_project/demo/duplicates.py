"""Twelve customers of the demo who were written down twice, each with the slips of a hurried hand."""

from datetime import date

from django.db import connection

from customers.services.duplicates import find_duplicates

# The copy keeps the telephone, or the mail and the day of birth, and spells the name otherwise.
TWICE = """
INSERT INTO customers_customer (code, kind, lifecycle, first_name, last_name, legal_name, trade_name, document_kind,
    document_number, email, phone, birth_date, gender, street, district, city, region, postal_code, country, owner_id,
    since, notes, updated_at)
SELECT 'D' || lpad(n::text, 4, '0'), kind, 'lead',
       CASE n %% 3 WHEN 0 THEN upper(first_name) WHEN 1 THEN split_part(first_name, ' ', 1)
            ELSE overlay(first_name placing '' from 3 for 1) END,
       CASE n %% 2 WHEN 0 THEN split_part(last_name, ' ', 1) ELSE translate(last_name, 'áéíóúñ', 'aeioun') END,
       '', '', '', '', CASE n %% 2 WHEN 0 THEN email ELSE '' END, CASE n %% 2 WHEN 0 THEN '' ELSE phone END,
       birth_date, gender, street, district, city, region, postal_code, country, owner_id, NULL,
       'Anotado en la feria de la plaza', now()
FROM (SELECT row_number() OVER (ORDER BY abs(hashtext(code || %(seed)s::text))) AS n, c.* FROM customers_customer c
      WHERE kind = 'natural' AND phone <> '' AND email <> '' AND birth_date IS NOT NULL AND length(first_name) > 4) c
WHERE n <= 12
"""


def fill(*, today: date, seed: int) -> None:
    """The copies, and the queue that finds them."""
    with connection.cursor() as cursor:
        cursor.execute(TWICE, {"seed": seed})
    find_duplicates(since=None)
