"""An import with a mistake, mended, at a desk and on a telephone, also without script."""

import pytest

from core import jobs
from core.models import ImportBatch, Job
from sales.models import Order
from tests.factories.company import person

from .browser import axe, login

HEADER = "boleta;cliente;artículo raro;descripción;cantidad;precio;fecha\n"
ROWS = "B-1;C1;A1;Olla Ñandú;2;1.234,50;05/11/2026\nB-2;C2;A2;Vela;x;3;05/11/2026\n"


@pytest.fixture(autouse=True)
def private_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


def write(folder, text, name="ventas.csv"):
    path = folder / name
    path.write_bytes(text.encode())
    return path


def work():
    """What the worker does."""
    for job in Job.objects.filter(state="queued"):
        jobs.run_now(job)


def test_a_mistake_is_mended_and_the_next_file_takes_two_clicks(page, tmp_path):
    person("gloria", "gestor")
    login(page, "gloria")

    page.goto("/importaciones/")
    assert axe(page) == []
    page.set_input_files("#archivo", write(tmp_path, HEADER + ROWS))
    page.wait_for_url("**/columnas/")
    column = page.locator("[data-column='artículo raro']")
    slot = page.locator("#column-sku").locator("..")
    column.hover()
    page.mouse.down()
    box = slot.bounding_box()
    page.mouse.move(box["x"] + 60, box["y"] + 40, steps=8)
    page.mouse.move(box["x"] + 60, box["y"] + 12, steps=8)
    page.mouse.up()
    assert page.locator("#column-sku").input_value() == "artículo raro"
    assert axe(page) == []
    page.get_by_role("button", name="Ver qué hará").click()
    page.get_by_text("«x» no es un número").first.wait_for()
    assert axe(page) == []
    page.get_by_role("button", name="Cargar ventas").click()
    page.get_by_text("En cola").wait_for()
    work()
    page.get_by_text("Cuadra al céntimo").wait_for()
    assert axe(page) == []
    with page.expect_download() as download:
        page.get_by_role("link", name="Bajar las rechazadas").click()
    mended = download.value.path().read_text(encoding="utf-8-sig").replace(";x;", ";1;")

    page.goto("/importaciones/")
    page.set_input_files("#archivo", write(tmp_path, mended, "corregido.csv"))
    page.wait_for_url("**/importaciones/*/columnas/")
    page.select_option("#column-sku", "artículo raro")
    page.get_by_role("button", name="Ver qué hará").click()
    page.get_by_role("button", name="Cargar ventas").click()
    page.get_by_text("En cola").wait_for()
    work()
    page.get_by_text("Cuadra al céntimo").wait_for()
    assert set(Order.objects.values_list("number", flat=True)) == {"B-1", "B-2"}

    page.goto("/importaciones/")
    page.set_input_files("#archivo", write(tmp_path, HEADER + ROWS.replace("B-", "B-9").replace(";x;", ";4;")))  # 1
    page.get_by_role("button", name="Cargar ventas").click()  # 2
    page.get_by_text("En cola").wait_for()
    work()
    page.get_by_text("Cuadra al céntimo").wait_for()
    page.get_by_role("button", name="Deshacer importación").click()
    page.get_by_text("Todo está como antes del archivo").first.wait_for()
    assert Order.objects.count() == 2


def test_without_script_on_a_telephone(open_page, tmp_path):
    person("gloria", "gestor")
    phone = open_page(width=390, javascript=False, dark=True)
    login(phone, "gloria")

    phone.goto("/importaciones/")
    phone.set_input_files("#archivo", write(tmp_path, HEADER + ROWS))
    phone.get_by_role("button", name="Leer el archivo").click()
    phone.select_option("#column-sku", "artículo raro")
    phone.get_by_role("button", name="Ver qué hará").click()
    phone.get_by_role("button", name="Cargar ventas").click()
    work()
    phone.reload()

    assert ImportBatch.objects.get().state == "done"
    assert phone.get_by_text("Filas rechazadas").or_(phone.get_by_text("1 fila rechazada")).first.is_visible()
