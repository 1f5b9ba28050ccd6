"""What people upload: known by content, bounded, given out with care."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse
from PIL import Image

from core import files
from core.errors import DomainError
from core.models import StoredFile
from core.slots import FILE_READERS
from tests.factories.company import person


@pytest.fixture(autouse=True)
def private_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def upload(name, data):
    return SimpleUploadedFile(name, data)


def workbook(**members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def picture(kind="PNG", size=(30, 20)):
    out = io.BytesIO()
    Image.new("RGB", size, "navy").save(out, format=kind)
    return out.getvalue()


def refused(name, data, allowed=files.TABLES, **more):
    with pytest.raises(DomainError) as error:
        files.check_upload(upload(name, data), allowed=allowed, **more)
    assert error.value.field == "file"
    return str(error.value)


def test_a_table_passes_and_keeps_its_bytes():
    checked = files.check_upload(upload("Ventas Ñandú.CSV", "código;ñ\n1;2".encode()), allowed=files.TABLES)
    assert (checked.name, checked.suffix, checked.size) == ("Ventas Ñandú.CSV", ".csv", 14)
    assert checked.stream.read() == "código;ñ\n1;2".encode()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("ventas.csv", picture()),
        ("ventas.csv", picture("GIF")),
        ("ventas.csv", b"%PDF-1.7 ..."),
        ("ventas.csv", b"PK\x03\x04 zip"),
        ("ventas.csv", b"\xd0\xcf\x11\xe0 xls"),
        ("ventas.csv", b"\x7fELF"),
        ("ventas.csv", b"a,b\n" + b"\x00" * 5000),
        ("ventas.csv", b""),
        ("ventas.xlsx", b"no soy un zip"),
        ("ventas.xlsx", picture()),
        ("ventas.xls", b"\xd0\xcf\x11\xe0"),
        ("ventas.csv.pHaR", b"a,b"),
        ("ventas.html", b"<script>"),
        ("ventas", b"a,b"),
    ],
)
def test_what_is_no_table_is_refused(name, data):
    assert refused(name, data)


def test_limits_are_named():
    assert refused("v.csv", b"x" * 2048, max_bytes=1024) == "El archivo pesa 0,0 MB; el máximo es 0,0 MB."
    assert "csv" in refused("v.exe", b"x")


def test_bombs_are_refused_by_what_they_say_and_by_what_they_do():
    assert "se despliega" in refused("v.xlsx", workbook(**{"xl/sheet1.xml": b"0" * (40 * 1024 * 1024)}))
    lying = workbook(**{"xl/sheet1.xml": b"0" * (5 * 1024 * 1024)})
    with pytest.raises(DomainError):
        files.check_zip(io.BytesIO(lying), max_unzipped=1024 * 1024)
    many = workbook(**{f"a{number}.xml": b"" for number in range(2_100)})
    assert "demasiadas partes" in refused("v.xlsx", many)
    assert "rutas" in refused("v.xlsx", workbook(**{"../../etc/passwd": b"x"}))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    assert "índice" in refused("v.xlsx", out.getvalue())


def test_pictures_are_drawn_again():
    hostile = picture("JPEG") + b"<?php system($_GET[0]); ?>"
    checked = files.check_upload(upload("foto.JPG", hostile), allowed=files.IMAGES)
    data = checked.stream.read()
    assert b"<?php" not in data
    assert checked.size == len(data)
    assert Image.open(io.BytesIO(data)).size == (30, 20)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("foto.png", picture("JPEG")),
        ("foto.svg", b"<svg onload='alert(1)'/>"),
        ("foto.png", b"<svg onload='alert(1)'/>"),
        ("foto.gif", b"GIF89a/*\x00*/=1;alert(1)"),
    ],
)
def test_what_is_no_picture_is_refused(name, data):
    assert refused(name, data, allowed=files.IMAGES)


def test_a_giant_picture_is_refused():
    out = io.BytesIO()
    Image.new("1", (9000, 9000)).save(out, format="PNG")
    assert "40 megapíxeles" in refused("mapa.png", out.getvalue(), allowed=files.IMAGES)


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("../../etc/passwd.csv", "passwd.csv"),
        ("C:\\fotos\\ventas.csv", "ventas.csv"),
        ("vent\u202efdp.csv", "ventfdp.csv"),
        ("a\x00b\n.csv", "ab.csv"),
        ("", "archivo"),
        ("x" * 300 + ".csv", "x" * 146 + ".csv"),
    ],
)
def test_names_are_harmless(raw, clean):
    from core.files.checks import safe_name

    assert safe_name(raw) == clean


@pytest.mark.django_db
def test_only_the_owner_or_the_purpose_gets_a_file(client, private_folder):
    elena, ajena = person("elena", "gestor"), person("ajena", "gestor")
    stored = files.store_bytes(b"=1+1", name="rechazadas.csv", purpose="test.private", actor=elena)
    url = reverse("core:file", args=[stored.pk])
    assert "rechazadas" not in stored.path

    client.force_login(elena)
    answer = client.get(url)
    assert b"".join(answer.streaming_content) == b"=1+1"
    assert answer["Content-Disposition"] == 'attachment; filename="rechazadas.csv"'
    assert (answer["X-Content-Type-Options"], answer["Cache-Control"]) == ("nosniff", "private, no-store")
    assert "sandbox" in answer["Content-Security-Policy"]

    client.force_login(ajena)
    assert client.get(url).status_code == 404
    FILE_READERS.add("test.private", lambda user, file: "gestor" in user.roles)
    try:
        assert client.get(url).status_code == 200
    finally:
        del FILE_READERS._entries["test.private"]


@pytest.mark.django_db(transaction=True)
def test_files_past_their_date_go(private_folder):
    kept = files.store_bytes(b"a", name="a.csv", purpose="x", actor=None)
    files.store_bytes(b"b", name="b.csv", purpose="x", actor=None, keep_days=-1)
    assert files.purge() == 1
    assert [row.pk for row in StoredFile.objects.all()] == [kept.pk]
    assert [path.name for path in private_folder.rglob("*") if path.is_file()] == [kept.path.rsplit("/", 1)[-1]]


@pytest.mark.django_db(transaction=True)
def test_a_full_disk_leaves_no_half(private_folder, monkeypatch):
    from django.core.files.storage import FileSystemStorage

    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(FileSystemStorage, "_save", full)
    with pytest.raises(OSError, match="No space"), transaction.atomic():
        files.store_bytes(b"a", name="a.csv", purpose="x", actor=None)
    assert not StoredFile.objects.exists()
    assert not [path for path in private_folder.rglob("*") if path.is_file()]
