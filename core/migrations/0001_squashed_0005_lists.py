"""All of core up to 0005_lists, made at once (docs/adr/0012-squashed-migrations.md)."""

import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.datetime
import uuid
from django.conf import settings
from django.db import migrations, models

from core.migrating import Tables, steps_of


class Migration(migrations.Migration):

    replaces = [('core', '0001_extensions'), ('core', '0002_initial'), ('core', '0003_platform'), ('core', '0004_imports'), ('core', '0005_lists')]

    initial = True

    dependencies = [
        ('company', '__first__'),
    ]

    operations = [
        *steps_of('core.migrations.0001_extensions'),
        Tables(
            operations=[
                migrations.CreateModel(
                    name='Counter',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('series', models.CharField(max_length=40, verbose_name='serie')),
                        ('year', models.PositiveSmallIntegerField(verbose_name='año')),
                        ('value', models.PositiveBigIntegerField(default=0, verbose_name='último número')),
                    ],
                    options={
                        'verbose_name': 'numerador',
                        'verbose_name_plural': 'numeradores',
                        'constraints': [models.UniqueConstraint(fields=('series', 'year'), name='counter_once')],
                    },
                ),
                migrations.CreateModel(
                    name='ScheduleSlot',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=80, verbose_name='tarea')),
                        ('slot', models.CharField(max_length=40, verbose_name='turno')),
                        ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='intentos')),
                        ('claimed_at', models.DateTimeField(null=True, verbose_name='empezó')),
                        ('finished_at', models.DateTimeField(null=True, verbose_name='terminó')),
                        ('error', models.CharField(blank=True, default='', max_length=500, verbose_name='qué pasó')),
                    ],
                    options={
                        'verbose_name': 'turno programado',
                        'verbose_name_plural': 'turnos programados',
                        'constraints': [models.UniqueConstraint(fields=('name', 'slot'), name='schedule_slot_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Job',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(max_length=60, verbose_name='clase')),
                        ('title', models.CharField(max_length=200, verbose_name='trabajo')),
                        ('key', models.CharField(blank=True, default='', max_length=120)),
                        ('state', models.CharField(choices=[('queued', 'en cola'), ('running', 'en marcha'), ('done', 'terminado'), ('failed', 'falló'), ('cancelled', 'cancelado'), ('interrupted', 'interrumpido')], default='queued', max_length=12, verbose_name='estado')),
                        ('payload', models.JSONField(blank=True, default=dict)),
                        ('result', models.JSONField(blank=True, default=dict)),
                        ('phase', models.CharField(blank=True, default='', max_length=160, verbose_name='paso')),
                        ('done', models.PositiveBigIntegerField(default=0, verbose_name='hecho')),
                        ('total', models.PositiveBigIntegerField(default=0, verbose_name='de')),
                        ('error', models.CharField(blank=True, default='', max_length=500, verbose_name='qué pasó')),
                        ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='intentos')),
                        ('cancel_requested', models.BooleanField(default=False)),
                        ('token', models.UUIDField(editable=False, null=True)),
                        ('lease_until', models.DateTimeField(editable=False, null=True)),
                        ('sent_at', models.DateTimeField(editable=False, null=True)),
                        ('queued_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='pedido')),
                        ('started_at', models.DateTimeField(editable=False, null=True, verbose_name='empezó')),
                        ('finished_at', models.DateTimeField(editable=False, null=True, verbose_name='terminó')),
                        ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='jobs', to=settings.AUTH_USER_MODEL, verbose_name='pedido por')),
                    ],
                    options={
                        'verbose_name': 'trabajo',
                        'verbose_name_plural': 'trabajos',
                        'indexes': [models.Index(condition=models.Q(('state__in', ['queued', 'running'])), fields=['state', 'queued_at'], name='job_open'), models.Index(fields=['owner', '-id'], name='job_by_owner')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['queued', 'running', 'done', 'failed', 'cancelled', 'interrupted'])), name='job_state_known'), models.UniqueConstraint(condition=models.Q(('state__in', ['queued', 'running']), models.Q(('key', ''), _negated=True)), fields=('kind', 'key'), name='job_open_once')],
                    },
                ),
                migrations.CreateModel(
                    name='PostedForm',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('key', models.UUIDField()),
                        ('body_hash', models.CharField(max_length=64)),
                        ('location', models.CharField(blank=True, default='', max_length=500)),
                        ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), db_index=True)),
                        ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': 'formulario enviado',
                        'verbose_name_plural': 'formularios enviados',
                        'constraints': [models.UniqueConstraint(fields=('user', 'key'), name='posted_form_once')],
                    },
                ),
                migrations.CreateModel(
                    name='StoredFile',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('purpose', models.CharField(max_length=60, verbose_name='para')),
                        ('name', models.CharField(max_length=200, verbose_name='nombre')),
                        ('content_type', models.CharField(max_length=100, verbose_name='tipo')),
                        ('size', models.PositiveBigIntegerField(verbose_name='bytes')),
                        ('sha256', models.CharField(max_length=64)),
                        ('path', models.CharField(editable=False, max_length=200, unique=True)),
                        ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='creado')),
                        ('expires_at', models.DateTimeField(blank=True, null=True, verbose_name='se borra')),
                        ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': 'archivo',
                        'verbose_name_plural': 'archivos',
                        'indexes': [models.Index(condition=models.Q(('expires_at__isnull', False)), fields=['expires_at'], name='file_expiring')],
                    },
                ),
                migrations.CreateModel(
                    name='ImportBatch',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(max_length=40, verbose_name='tipo')),
                        ('file_name', models.CharField(max_length=255, verbose_name='archivo')),
                        ('sha256', models.CharField(db_index=True, max_length=64)),
                        ('state', models.CharField(choices=[('uploaded', 'recibido'), ('previewed', 'por confirmar'), ('queued', 'en cola'), ('running', 'cargando'), ('done', 'cargado'), ('failed', 'falló'), ('undone', 'deshecho')], default='uploaded', max_length=12, verbose_name='estado')),
                        ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='recibido')),
                        ('actor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='quién')),
                        ('applied_at', models.DateTimeField(null=True, verbose_name='cargado')),
                        ('blank', models.PositiveIntegerField(db_default=0, default=0, verbose_name='vacías')),
                        ('created', models.PositiveIntegerField(db_default=0, default=0, verbose_name='creadas')),
                        ('defaults', models.JSONField(blank=True, default=dict, verbose_name='valores por defecto')),
                        ('error', models.TextField(blank=True, default='', verbose_name='motivo')),
                        ('header', models.JSONField(blank=True, default=list, verbose_name='encabezado')),
                        ('job', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='core.job', verbose_name='trabajo')),
                        ('mapping', models.JSONField(blank=True, default=dict, verbose_name='columnas')),
                        ('money_file', models.DecimalField(decimal_places=4, max_digits=20, null=True, verbose_name='importe del archivo')),
                        ('money_rejected', models.DecimalField(decimal_places=4, max_digits=20, null=True, verbose_name='importe rechazado')),
                        ('money_stored', models.DecimalField(decimal_places=4, max_digits=20, null=True, verbose_name='importe cargado')),
                        ('options', models.JSONField(blank=True, default=dict, verbose_name='cómo se lee')),
                        ('read', models.PositiveIntegerField(db_default=0, default=0, verbose_name='leídas')),
                        ('records', models.JSONField(blank=True, default=dict, verbose_name='altas y cambios por clase')),
                        ('rejected', models.PositiveIntegerField(db_default=0, default=0, verbose_name='rechazadas')),
                        ('rejected_file', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='core.storedfile', verbose_name='filas rechazadas')),
                        ('seconds', models.FloatField(null=True, verbose_name='segundos')),
                        ('signature', models.CharField(blank=True, db_index=True, default='', max_length=64, verbose_name='firma de la fuente')),
                        ('size', models.PositiveBigIntegerField(db_default=0, default=0, verbose_name='bytes')),
                        ('started_at', models.DateTimeField(null=True, verbose_name='empezó')),
                        ('stored', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='core.storedfile', verbose_name='archivo guardado')),
                        ('unchanged', models.PositiveIntegerField(db_default=0, default=0, verbose_name='iguales')),
                        ('undone_at', models.DateTimeField(null=True, verbose_name='deshecho el')),
                        ('undone_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='deshecho por')),
                        ('updated', models.PositiveIntegerField(db_default=0, default=0, verbose_name='cambiadas')),
                    ],
                    options={
                        'verbose_name': 'importación',
                        'verbose_name_plural': 'importaciones',
                        'indexes': [models.Index(fields=['-created_at', '-id'], name='import_by_time')],
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['done', 'undone']), _negated=True), ('read', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('created'), '+', models.F('updated')), '+', models.F('unchanged')), '+', models.F('rejected'))), _connector='OR'), name='import_accounts_for_every_row')],
                    },
                ),
                migrations.CreateModel(
                    name='ImportChange',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('model', models.CharField(max_length=80)),
                        ('row_id', models.BigIntegerField()),
                        ('action', models.CharField(choices=[('created', 'creada'), ('updated', 'cambiada'), ('deleted', 'reemplazada')], max_length=8)),
                        ('before', models.JSONField(null=True)),
                        ('batch', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='changes', to='core.importbatch')),
                    ],
                    options={
                        'verbose_name': 'cambio de una importación',
                        'verbose_name_plural': 'cambios de importaciones',
                        'indexes': [models.Index(fields=['batch', 'model', 'action'], name='import_change_batch'), models.Index(fields=['model', 'row_id'], name='import_change_row')],
                    },
                ),
                migrations.CreateModel(
                    name='ImportRejection',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('line', models.PositiveIntegerField(verbose_name='línea')),
                        ('column', models.CharField(blank=True, max_length=200, verbose_name='columna')),
                        ('value', models.CharField(blank=True, max_length=200, verbose_name='valor')),
                        ('reason', models.TextField(verbose_name='motivo')),
                        ('batch', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='rejections', to='core.importbatch')),
                    ],
                    options={
                        'verbose_name': 'fila rechazada',
                        'verbose_name_plural': 'filas rechazadas',
                        'ordering': ['line'],
                        'indexes': [models.Index(fields=['batch', 'line'], name='import_rejection_line')],
                    },
                ),
                migrations.CreateModel(
                    name='SavedView',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('list_key', models.CharField(max_length=40, verbose_name='lista')),
                        ('name', models.CharField(max_length=60, verbose_name='nombre')),
                        ('query', models.CharField(blank=True, default='', max_length=2000, verbose_name='filtro')),
                        ('columns', models.JSONField(blank=True, default=list, verbose_name='columnas')),
                        ('shared', models.BooleanField(default=False, verbose_name='para todo el equipo')),
                        ('pinned', models.BooleanField(default=True, verbose_name='como pestaña')),
                        ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='creada')),
                        ('owner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='saved_views', to=settings.AUTH_USER_MODEL, verbose_name='de')),
                    ],
                    options={
                        'verbose_name': 'vista guardada',
                        'verbose_name_plural': 'vistas guardadas',
                        'indexes': [models.Index(condition=models.Q(('shared', True)), fields=['list_key'], name='saved_view_shared')],
                        'constraints': [models.UniqueConstraint(fields=('owner', 'list_key', 'name'), name='saved_view_name_once')],
                    },
                ),
                migrations.CreateModel(
                    name='ListPreference',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('list_key', models.CharField(max_length=40, verbose_name='lista')),
                        ('columns', models.JSONField(blank=True, default=list, verbose_name='columnas')),
                        ('dense', models.BooleanField(null=True, verbose_name='densa')),
                        ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('opens_with', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='core.savedview')),
                    ],
                    options={
                        'verbose_name': 'preferencia de lista',
                        'verbose_name_plural': 'preferencias de listas',
                        'constraints': [models.UniqueConstraint(fields=('user', 'list_key'), name='list_preference_once')],
                    },
                ),
                migrations.CreateModel(
                    name='UndoStep',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('kind', models.CharField(max_length=60, verbose_name='clase')),
                        ('said', models.CharField(max_length=200, verbose_name='qué se hizo')),
                        ('payload', models.JSONField(default=dict)),
                        ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), db_index=True, editable=False, verbose_name='hecho')),
                        ('undone_at', models.DateTimeField(editable=False, null=True, verbose_name='deshecho')),
                        ('actor', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': 'paso que se puede deshacer',
                        'verbose_name_plural': 'pasos que se pueden deshacer',
                    },
                ),
            ],
        ),
    ]
