"""What an address names: nonsense is nothing, never an error of the server."""

import pytest
from django.http import Http404

from core import named
from tests.factories.company import person

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("text", [None, "", "-1", "1.5", "abc", " 7", "1e3", "9" * 19, ["7"]])
def test_nonsense_names_nothing(text: object) -> None:
    assert named.number(text) == 0


def test_a_number_is_read_and_a_longer_one_is_not() -> None:
    assert (named.number("42"), named.number("1234", digits=4), named.number("12345", digits=4)) == (42, 1234, 0)


def test_a_record_is_found_among_the_rows_that_are_given_only() -> None:
    ana, luz = person("ana", "ventas"), person("luz", "ventas")
    rows = type(ana).objects.filter(pk=ana.pk)

    assert named.one_or_404(rows, str(ana.pk)) == ana
    assert named.one_of(rows, str(luz.pk)) is None
    for text in (str(luz.pk), "x", "", "9" * 30):
        with pytest.raises(Http404):
            named.one_or_404(rows, text)
