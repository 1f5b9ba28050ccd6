"""All of messaging up to 0002_order_by_time, made at once (docs/adr/0012-squashed-migrations.md)."""

import core.database
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.datetime
import pgtrigger.compiler
import uuid
from django.conf import settings
from django.db import migrations, models

from core.migrating import Tables


class Migration(migrations.Migration):

    replaces = [('messaging', '0001_templates_messages_exclusions'), ('messaging', '0002_order_by_time')]

    initial = True

    dependencies = [
        ('company', '__first__'),
        ('core', '0001_squashed_0005_lists'),
        ('customers', '0001_squashed_0004_shipped_consent_texts'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        Tables(
            operations=[
                migrations.CreateModel(
                    name='Exclusion',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('channel', models.CharField(choices=[('email', 'Correo'), ('sms', 'SMS'), ('whatsapp', 'WhatsApp')], max_length=8, verbose_name='canal')),
                        ('address', models.CharField(blank=True, max_length=254, verbose_name='dirección')),
                        ('key', models.CharField(editable=False, max_length=64)),
                        ('purpose', models.CharField(blank=True, choices=[('advertising', 'Publicidad'), ('service', 'Servicio'), ('collection', 'Cobranza'), ('survey', 'Encuestas')], help_text='Vacío: para nada.', max_length=12, verbose_name='para')),
                        ('reason', models.CharField(choices=[('unsubscribed', 'Se dio de baja'), ('bounced', 'La dirección no existe'), ('complained', 'Se quejó'), ('erased', 'Pidió que se borraran sus datos'), ('registry', 'Está en un registro oficial de excluidos'), ('manual', 'Añadido a mano')], default='manual', max_length=12, verbose_name='motivo')),
                        ('source', models.CharField(blank=True, max_length=200, verbose_name='origen')),
                        ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='desde')),
                        ('created_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': 'dirección excluida',
                        'verbose_name_plural': 'direcciones excluidas',
                        'ordering': ['-id'],
                        'constraints': [models.UniqueConstraint(fields=('key', 'purpose'), name='exclusion_once'), models.CheckConstraint(condition=models.Q(('key', ''), _negated=True), name='exclusion_has_key')],
                    },
                ),
                migrations.CreateModel(
                    name='Template',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='creado')),
                        ('updated_at', models.DateTimeField(auto_now=True, verbose_name='modificado')),
                        ('version', models.PositiveIntegerField(db_default=1, default=1, editable=False)),
                        ('code', models.SlugField(max_length=60, unique=True, verbose_name='código')),
                        ('name', models.CharField(max_length=100, verbose_name='nombre')),
                        ('channel', models.CharField(choices=[('email', 'Correo'), ('sms', 'SMS'), ('whatsapp', 'WhatsApp')], default='email', max_length=8, verbose_name='canal')),
                        ('purpose', models.CharField(choices=[('advertising', 'Publicidad'), ('service', 'Servicio'), ('collection', 'Cobranza'), ('survey', 'Encuestas')], default='service', max_length=12, verbose_name='para')),
                        ('subject', models.CharField(blank=True, max_length=160, verbose_name='asunto')),
                        ('body', models.TextField(verbose_name='texto')),
                        ('html', models.TextField(blank=True, verbose_name='HTML')),
                        ('is_active', models.BooleanField(db_default=True, default=True, verbose_name='en uso')),
                    ],
                    options={
                        'verbose_name': 'plantilla',
                        'verbose_name_plural': 'plantillas',
                        'ordering': ['name'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('channel__in', ['email', 'sms', 'whatsapp'])), name='template_channel_known'), models.CheckConstraint(condition=models.Q(('purpose__in', ['advertising', 'service', 'collection', 'survey'])), name='template_purpose_known'), models.CheckConstraint(condition=models.Q(('subject__regex', '[\\r\\n]'), _negated=True), name='template_subject_one_line'), models.CheckConstraint(condition=models.Q(models.Q(('channel', 'email'), _negated=True), models.Q(('subject', ''), _negated=True), _connector='OR'), name='template_mail_has_subject')],
                        'triggers': [pgtrigger.compiler.Trigger(name='changed_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."body" IS DISTINCT FROM (NEW."body") OR OLD."channel" IS DISTINCT FROM (NEW."channel") OR OLD."code" IS DISTINCT FROM (NEW."code") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."html" IS DISTINCT FROM (NEW."html") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_active" IS DISTINCT FROM (NEW."is_active") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."purpose" IS DISTINCT FROM (NEW."purpose") OR OLD."subject" IS DISTINCT FROM (NEW."subject") OR OLD."version" IS DISTINCT FROM (NEW."version"))', func='INSERT INTO "messaging_templateevent" ("body", "channel", "code", "created_at", "html", "id", "is_active", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "purpose", "subject", "updated_at", "version") VALUES (OLD."body", OLD."channel", OLD."code", OLD."created_at", OLD."html", OLD."id", OLD."is_active", OLD."name", _pgh_attach_context(), NOW(), \'changed\', OLD."id", OLD."purpose", OLD."subject", OLD."updated_at", OLD."version"); RETURN NULL;', hash='c7fcfd3cda25a1655a8e947e4a24a9d08917ad82', operation='UPDATE', pgid='pgtrigger_changed_update_4a0f3', table='messaging_template', when='AFTER')), pgtrigger.compiler.Trigger(name='deleted_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "messaging_templateevent" ("body", "channel", "code", "created_at", "html", "id", "is_active", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "purpose", "subject", "updated_at", "version") VALUES (OLD."body", OLD."channel", OLD."code", OLD."created_at", OLD."html", OLD."id", OLD."is_active", OLD."name", _pgh_attach_context(), NOW(), \'deleted\', OLD."id", OLD."purpose", OLD."subject", OLD."updated_at", OLD."version"); RETURN NULL;', hash='d811b90519e2876a4dbef3ff06ebf863e4a69b9d', operation='DELETE', pgid='pgtrigger_deleted_delete_3bebe', table='messaging_template', when='AFTER'))],
                    },
                ),
                migrations.CreateModel(
                    name='TemplateEvent',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('id', models.BigIntegerField()),
                        ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='creado')),
                        ('updated_at', models.DateTimeField(auto_now=True, verbose_name='modificado')),
                        ('version', models.PositiveIntegerField(db_default=1, default=1, editable=False)),
                        ('code', models.SlugField(db_index=False, max_length=60, verbose_name='código')),
                        ('name', models.CharField(max_length=100, verbose_name='nombre')),
                        ('channel', models.CharField(choices=[('email', 'Correo'), ('sms', 'SMS'), ('whatsapp', 'WhatsApp')], default='email', max_length=8, verbose_name='canal')),
                        ('purpose', models.CharField(choices=[('advertising', 'Publicidad'), ('service', 'Servicio'), ('collection', 'Cobranza'), ('survey', 'Encuestas')], default='service', max_length=12, verbose_name='para')),
                        ('subject', models.CharField(blank=True, max_length=160, verbose_name='asunto')),
                        ('body', models.TextField(verbose_name='texto')),
                        ('html', models.TextField(blank=True, verbose_name='HTML')),
                        ('is_active', models.BooleanField(db_default=True, default=True, verbose_name='en uso')),
                        ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='messaging.template')),
                    ],
                    options={
                        'abstract': False,
                        'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='7ae3ef58c1dc5b2360a42b9fa880f191c5557d2d', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_d0b35', table='messaging_templateevent', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='Message',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ('channel', models.CharField(choices=[('email', 'Correo'), ('sms', 'SMS'), ('whatsapp', 'WhatsApp')], max_length=8, verbose_name='canal')),
                        ('purpose', models.CharField(choices=[('advertising', 'Publicidad'), ('service', 'Servicio'), ('collection', 'Cobranza'), ('survey', 'Encuestas')], max_length=12, verbose_name='para')),
                        ('to_address', models.CharField(max_length=254, verbose_name='dirección')),
                        ('to_name', models.CharField(blank=True, max_length=200, verbose_name='a quién')),
                        ('subject', models.CharField(blank=True, max_length=200, verbose_name='asunto')),
                        ('body', models.TextField(verbose_name='texto')),
                        ('html', models.TextField(blank=True, verbose_name='HTML')),
                        ('country', models.CharField(blank=True, max_length=2)),
                        ('region', models.CharField(blank=True, max_length=80)),
                        ('related_label', models.CharField(blank=True, max_length=120, verbose_name='sobre')),
                        ('related_url', models.CharField(blank=True, max_length=300)),
                        ('state', models.CharField(choices=[('queued', 'En cola'), ('sending', 'Saliendo'), ('sent', 'Enviado'), ('failed', 'Falló'), ('refused', 'No permitido'), ('uncertain', 'Incierto'), ('cancelled', 'Cancelado')], default='queued', max_length=10, verbose_name='estado')),
                        ('said', models.CharField(blank=True, max_length=300, verbose_name='qué pasó')),
                        ('verdict', models.JSONField(blank=True, default=dict, verbose_name='permiso para salir')),
                        ('not_before', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='sale desde')),
                        ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='intentos')),
                        ('resends', models.PositiveSmallIntegerField(default=0, verbose_name='reenvíos')),
                        ('token', models.UUIDField(editable=False, null=True)),
                        ('lease_until', models.DateTimeField(editable=False, null=True)),
                        ('frozen_at', models.DateTimeField(editable=False, null=True)),
                        ('reply_code', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='respuesta')),
                        ('provider_id', models.CharField(blank=True, max_length=120)),
                        ('dedupe_key', models.CharField(blank=True, max_length=120)),
                        ('activity_key', models.CharField(blank=True, max_length=60)),
                        ('recipient_key', models.CharField(blank=True, max_length=64)),
                        ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='escrito')),
                        ('claimed_at', models.DateTimeField(editable=False, null=True, verbose_name='salió a las')),
                        ('finished_at', models.DateTimeField(editable=False, null=True, verbose_name='terminó')),
                        ('search', models.GeneratedField(db_persist=True, expression=core.database.Norm(core.database.Joined(models.F('to_name'), models.F('to_address'), models.F('subject'))), output_field=models.TextField())),
                        ('author', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='escrito por')),
                        ('customer', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='messages', to='customers.customer', verbose_name='cliente')),
                        ('template', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='messaging.template', verbose_name='plantilla')),
                    ],
                    options={
                        'verbose_name': 'mensaje',
                        'verbose_name_plural': 'mensajes',
                        'indexes': [models.Index(condition=models.Q(('state', 'queued')), fields=['not_before', 'id'], name='message_due'), models.Index(condition=models.Q(('state', 'sending')), fields=['lease_until'], name='message_leased'), models.Index(fields=['customer', 'created_at', 'id'], name='message_by_customer'), models.Index(fields=['state', '-id'], name='message_by_state'), models.Index(fields=['channel', 'to_address', 'claimed_at'], name='message_by_address'), django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(models.F('search'), name='gin_trgm_ops'), name='message_search_trgm'), models.Index(fields=['created_at', 'id'], name='message_by_time')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['queued', 'sending', 'sent', 'failed', 'refused', 'uncertain', 'cancelled'])), name='message_state_known'), models.CheckConstraint(condition=models.Q(('channel__in', ['email', 'sms', 'whatsapp'])), name='message_channel_known'), models.CheckConstraint(condition=models.Q(('purpose__in', ['advertising', 'service', 'collection', 'survey'])), name='message_purpose_known'), models.CheckConstraint(condition=models.Q(models.Q(('subject__regex', '[\\r\\n]'), _negated=True), models.Q(('to_address__regex', '[\\r\\n]'), _negated=True), models.Q(('to_name__regex', '[\\r\\n]'), _negated=True)), name='message_headers_one_line'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'sending'), _negated=True), models.Q(('token__isnull', False), ('lease_until__isnull', False)), _connector='OR'), name='message_sending_is_claimed'), models.CheckConstraint(condition=models.Q(('state__in', ['queued', 'sending']), models.Q(('finished_at', None), _negated=True), _connector='OR'), name='message_end_is_dated'), models.UniqueConstraint(condition=models.Q(('dedupe_key', ''), _negated=True), fields=('dedupe_key',), name='message_of_an_event_once'), models.UniqueConstraint(condition=models.Q(('activity_key', ''), _negated=True), fields=('activity_key', 'recipient_key'), name='message_of_an_activity_once')],
                    },
                ),
                migrations.CreateModel(
                    name='MessageAttachment',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('position', models.PositiveSmallIntegerField(default=1)),
                        ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.storedfile', verbose_name='archivo')),
                        ('message', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attachments', to='messaging.message')),
                    ],
                    options={
                        'verbose_name': 'adjunto',
                        'verbose_name_plural': 'adjuntos',
                        'ordering': ['position'],
                        'constraints': [models.UniqueConstraint(fields=('message', 'file'), name='message_attachment_once')],
                    },
                ),
                migrations.CreateModel(
                    name='MessageEvent',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='hora')),
                        ('from_state', models.CharField(blank=True, choices=[('queued', 'En cola'), ('sending', 'Saliendo'), ('sent', 'Enviado'), ('failed', 'Falló'), ('refused', 'No permitido'), ('uncertain', 'Incierto'), ('cancelled', 'Cancelado')], max_length=10, verbose_name='de')),
                        ('to_state', models.CharField(choices=[('queued', 'En cola'), ('sending', 'Saliendo'), ('sent', 'Enviado'), ('failed', 'Falló'), ('refused', 'No permitido'), ('uncertain', 'Incierto'), ('cancelled', 'Cancelado')], max_length=10, verbose_name='a')),
                        ('text', models.CharField(blank=True, max_length=300, verbose_name='por qué')),
                        ('actor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='quién')),
                        ('message', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='events', to='messaging.message')),
                    ],
                    options={
                        'verbose_name': 'paso de un mensaje',
                        'verbose_name_plural': 'pasos de los mensajes',
                        'ordering': ['id'],
                        'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='ef2a4453724cc6e4c6b29efcc17f1c83f21b106d', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_85043', table='messaging_messageevent', when='BEFORE'))],
                    },
                ),
            ],
        ),
    ]
