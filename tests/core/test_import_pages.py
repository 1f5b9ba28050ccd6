"""The import by its pages: received, mapped, previewed, loaded, answered, undone; by who may."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core import jobs
from core.models import ImportBatch, Job
from customers.models import Customer
from sales.models import Order
from tests.factories.company import person

pytestmark = pytest.mark.django_db
State = ImportBatch.State
SALES = (
    "boleta;cliente;codigo;producto;cantidad;precio;fecha\n"
    "B-1;C1;A1;Olla Ñandú;2;1.234,50;05/11/2026\n"
    "B-2;C2;A2;Vela;x;3;05/11/2026\n"
)


@pytest.fixture
def gestor(client):
    user = person("gloria", "gestor")
    client.force_login(user)
    return user


@pytest.fixture(autouse=True)
def private_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def send(client, text, name="ventas.csv", kind=""):
    data = text if isinstance(text, bytes) else text.encode()
    return client.post(reverse("core:import_upload"), {"file": SimpleUploadedFile(name, data), "kind": kind})


def confirm(client, batch):
    client.post(reverse("core:import_load", args=[batch.pk]))
    job = Job.objects.get(kind="import.load", payload__batch=batch.pk)
    return jobs.run_now(job)


def choices(batch, **more):
    given = {f"column-{key}": name for key, name in batch.mapping.items()}
    return {**given, "kind": batch.kind, "action": "preview", **more}


def test_from_the_file_to_its_account(client, gestor):
    answer = send(client, SALES.encode("cp1252"))
    batch = ImportBatch.objects.get()
    assert answer["Location"] == reverse("core:import_columns", args=[batch.pk])
    assert (batch.kind, batch.options["encoding"], batch.options["decimal"]) == ("sales", "cp1252", ",")
    page = client.get(answer["Location"])
    assert "Ñandú" in page.text

    client.post(answer["Location"], choices(batch))
    page = client.get(reverse("core:import", args=[batch.pk]))
    assert "«x» no es un número" in page.text
    assert Order.objects.count() == 0

    done = confirm(client, batch)
    batch.refresh_from_db()
    assert (done.state, batch.state, batch.created, batch.rejected) == ("done", State.DONE, 1, 1)
    page = client.get(reverse("core:import", args=[batch.pk]))
    assert "el archivo suma" in page.text
    assert "Deshacer importación" in page.text

    mended = client.get(reverse("core:import_rejected", args=[batch.pk]))
    text = b"".join(mended.streaming_content).decode("utf-8-sig")
    assert text.splitlines()[1] == "B-2;C2;A2;Vela;x;3;05/11/2026;3;cantidad: «x» no es un número"

    again = send(client, text.replace(";x;", ";1;"), "rechazadas.csv")
    second = ImportBatch.objects.latest("id")
    client.post(again["Location"], choices(second))
    confirm(client, second)
    assert set(Order.objects.values_list("number", flat=True)) == {"B-1", "B-2"}


def test_a_file_of_a_known_source_is_two_clicks(client, gestor):
    send(client, SALES)
    first = ImportBatch.objects.get()
    client.post(reverse("core:import_columns", args=[first.pk]), choices(first))
    confirm(client, first)

    answer = send(client, SALES.replace("B-", "B-9"))  # first click
    second = ImportBatch.objects.latest("id")
    assert answer["Location"] == reverse("core:import", args=[second.pk])
    assert "Viene de la misma fuente" in client.get(answer["Location"]).text
    confirm(client, second)  # second click

    assert Order.objects.filter(number="B-91").exists()


def test_the_reading_can_be_changed(client, gestor):
    send(client, SALES)
    batch = ImportBatch.objects.get()
    url = reverse("core:import_columns", args=[batch.pk])

    client.post(url, choices(batch, separator=",", action="reread"))
    batch.refresh_from_db()
    assert batch.header == ["boleta;cliente;codigo;producto;cantidad;precio;fecha"]

    client.post(url, {"kind": "customers", "separator": ";", "action": "reread"})
    batch.refresh_from_db()
    assert (batch.kind, batch.mapping["customer_code"]) == ("customers", "codigo")


def test_gaps_in_the_columns_are_said(client, gestor):
    send(client, SALES)
    batch = ImportBatch.objects.get()

    page = client.post(
        reverse("core:import_columns", args=[batch.pk]), choices(batch, **{"column-unit_price": ""}), follow=True
    )

    assert "Falta decir qué columna es: Precio unitario." in page.text


@pytest.mark.parametrize(
    ("raw", "name", "said"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(200), "foto.csv", "una imagen"),
        (b"", "nada.csv", "El archivo está vacío."),
        (b"PK\x03\x04zzz", "roto.xlsx", "dañado"),
        (b"hola", "programa.exe", "no se acepta"),
        (b"\n\n", "blanco.csv", "El archivo está vacío"),
    ],
)
def test_unusable_files_get_a_clear_page(client, gestor, raw, name, said):
    page = client.post(
        reverse("core:import_upload"), {"file": SimpleUploadedFile(name, raw), "kind": "sales"}, follow=True
    )

    assert page.status_code == 200
    assert said in page.text
    assert ImportBatch.objects.count() == 0


def test_pressing_load_twice_loads_once(client, gestor):
    send(client, SALES)
    batch = ImportBatch.objects.get()
    client.post(reverse("core:import_columns", args=[batch.pk]), choices(batch))

    client.post(reverse("core:import_load", args=[batch.pk]))
    client.post(reverse("core:import_load", args=[batch.pk]))

    assert Job.objects.filter(kind="import.load").count() == 1


def test_undo_from_the_page(client, gestor):
    send(client, SALES)
    batch = ImportBatch.objects.get()
    client.post(reverse("core:import_columns", args=[batch.pk]), choices(batch))
    confirm(client, batch)

    page = client.post(reverse("core:import_undo", args=[batch.pk]), follow=True)

    assert "Todo está como antes del archivo" in page.text
    assert (Order.objects.count(), Customer.objects.count()) == (0, 0)


def test_discard_leaves_nothing(client, gestor, tmp_path):
    send(client, SALES)
    batch = ImportBatch.objects.get()

    client.post(reverse("core:import_discard", args=[batch.pk]))

    assert ImportBatch.objects.count() == 0


def test_each_role_sees_the_kinds_it_loads(client, gestor):
    send(client, SALES)
    batch = ImportBatch.objects.get()
    buyer = person("carla", "compras")
    client.force_login(buyer)

    overview = client.get(reverse("core:imports"))

    assert [kind.key for kind in overview.context["kinds"]] == ["products", "stock"]
    assert overview.context["list"].rows == []
    assert client.get(reverse("core:imports"), {"kind": "sales"}).context["list"].misread == ["Qué trae"]
    for name in ("import", "import_columns", "import_rejected"):
        assert client.get(reverse(f"core:{name}", args=[batch.pk])).status_code == 404
    for name in ("import_load", "import_undo", "import_discard"):
        assert client.post(reverse(f"core:{name}", args=[batch.pk])).status_code == 404
    assert (
        "Tu perfil no carga esa clase"
        in client.post(
            reverse("core:import_upload"),
            {"file": SimpleUploadedFile("v.csv", SALES.encode()), "kind": "sales"},
            follow=True,
        ).text
    )
    assert ImportBatch.objects.count() == 1


def test_a_seller_does_not_import(client):
    client.force_login(person("vera", "ventas"))

    assert client.get(reverse("core:imports")).status_code == 403


def test_the_list_asks_the_same_number_of_queries_with_one_import_and_with_many(
    client, gestor, django_assert_max_num_queries
):
    counts = []
    for rows in (1, 20):
        for number in range(rows):
            ImportBatch.objects.create(kind="sales", file_name=f"{number}.csv", sha256="x", actor=gestor)
        client.get(reverse("core:imports"))
        with django_assert_max_num_queries(12) as asked:
            client.get(reverse("core:imports"))
        counts.append(len(asked.captured_queries))

    assert counts[0] == counts[1]


def batch(name, **more):
    values = {"kind": "sales", "sha256": "x", "state": "done", **more}
    return ImportBatch.objects.create(file_name=name, **values)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("kind=customers", ["gente.csv"]),
        ("state=failed", ["roto.csv"]),
        ("person={ada}", ["ayer.csv"]),
        ("rejected=1", ["gente.csv"]),
        ("to=2026-11-01", ["ayer.csv"]),
        ("from=2026-11-02", ["roto.csv", "gente.csv"]),
        ("q=GENTE", ["gente.csv"]),
    ],
)
def test_the_list_is_narrowed_by_what_who_when_and_how_it_ended(client, gestor, asked, found):
    ada = person("ada", "gestor")
    batch("ayer.csv", actor=ada)
    batch("gente.csv", kind="customers", read=1, rejected=1)
    batch("roto.csv", state="failed")
    ImportBatch.objects.filter(file_name="ayer.csv").update(created_at="2026-11-01T18:00:00Z")
    ImportBatch.objects.exclude(file_name="ayer.csv").update(created_at="2026-11-02T18:00:00Z")

    page = client.get(f"{reverse('core:imports')}?{asked.format(ada=ada.pk)}")

    assert [row.name for row in page.context["list"].rows] == found


def test_the_file_of_the_list_holds_what_it_shows_and_nobody_elses_kinds(client):
    batch("ventas.csv", read=3, created=2, rejected=1)
    batch("existencias.csv", kind="stock")
    client.force_login(person("carla", "compras"))

    answer = client.get(reverse("core:imports"), {"format": "csv"})

    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert "existencias.csv" in text
    assert "ventas.csv" not in text
