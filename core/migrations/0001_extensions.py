"""Extensions and SQL functions that generated columns and indexes of the other apps stand on."""

from django.contrib.postgres.operations import BtreeGistExtension, TrigramExtension, UnaccentExtension
from django.db import migrations

FUNCTIONS = """
CREATE OR REPLACE FUNCTION crm_norm(text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
    AS $$ SELECT lower(public.unaccent('public.unaccent'::regdictionary, $1)) $$;
CREATE OR REPLACE FUNCTION crm_sort(text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
    AS $$ SELECT replace(translate(lower($1), 'áéíóúàèìòùâêîôûäëïöüç', 'aeiouaeiouaeiouaeiouc'), 'ñ', 'n~') $$;
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        TrigramExtension(),
        UnaccentExtension(),
        BtreeGistExtension(),
        migrations.RunSQL(
            FUNCTIONS, "DROP FUNCTION IF EXISTS crm_sort(text); DROP FUNCTION IF EXISTS crm_norm(text);"
        ),
    ]
