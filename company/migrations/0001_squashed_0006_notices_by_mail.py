"""All of company up to 0006_notices_by_mail, made at once (docs/adr/0012-squashed-migrations.md)."""

import django.contrib.auth.models
import django.contrib.auth.validators
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.datetime
import django.utils.timezone
import pgtrigger.compiler
from django.conf import settings
from django.db import migrations, models

from core.migrating import Tables, steps_of


class Migration(migrations.Migration):

    replaces = [('company', '0001_initial'), ('company', '0002_roles_and_company'), ('company', '0003_country_packs'), ('company', '0004_seed_country_packs'), ('company', '0005_notice_preferences'), ('company', '0006_notices_by_mail')]

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        Tables(
            operations=[
                migrations.CreateModel(
                    name='User',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('password', models.CharField(max_length=128, verbose_name='password')),
                        ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                        ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                        ('username', models.CharField(error_messages={'unique': 'A user with that username already exists.'}, help_text='Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.', max_length=150, unique=True, validators=[django.contrib.auth.validators.UnicodeUsernameValidator()], verbose_name='username')),
                        ('first_name', models.CharField(blank=True, max_length=150, verbose_name='first name')),
                        ('last_name', models.CharField(blank=True, max_length=150, verbose_name='last name')),
                        ('email', models.EmailField(blank=True, max_length=254, verbose_name='email address')),
                        ('is_staff', models.BooleanField(default=False, help_text='Designates whether the user can log into this admin site.', verbose_name='staff status')),
                        ('is_active', models.BooleanField(default=True, help_text='Designates whether this user should be treated as active. Unselect this instead of deleting accounts.', verbose_name='active')),
                        ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='date joined')),
                        ('phone', models.CharField(blank=True, max_length=20, verbose_name='teléfono')),
                        ('job_title', models.CharField(blank=True, max_length=80, verbose_name='cargo')),
                        ('extension', models.CharField(blank=True, max_length=12, verbose_name='anexo telefónico')),
                        ('theme', models.CharField(choices=[('auto', 'Como el equipo'), ('light', 'Claro'), ('dark', 'Oscuro')], default='auto', max_length=5, verbose_name='tema')),
                        ('dense_lists', models.BooleanField(default=False, verbose_name='listas densas')),
                        ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                        ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
                    ],
                    options={
                        'verbose_name': 'persona',
                        'verbose_name_plural': 'personas',
                        'triggers': [pgtrigger.compiler.Trigger(name='changed_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."date_joined" IS DISTINCT FROM (NEW."date_joined") OR OLD."dense_lists" IS DISTINCT FROM (NEW."dense_lists") OR OLD."email" IS DISTINCT FROM (NEW."email") OR OLD."extension" IS DISTINCT FROM (NEW."extension") OR OLD."first_name" IS DISTINCT FROM (NEW."first_name") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_active" IS DISTINCT FROM (NEW."is_active") OR OLD."is_staff" IS DISTINCT FROM (NEW."is_staff") OR OLD."is_superuser" IS DISTINCT FROM (NEW."is_superuser") OR OLD."job_title" IS DISTINCT FROM (NEW."job_title") OR OLD."last_name" IS DISTINCT FROM (NEW."last_name") OR OLD."phone" IS DISTINCT FROM (NEW."phone") OR OLD."theme" IS DISTINCT FROM (NEW."theme") OR OLD."username" IS DISTINCT FROM (NEW."username"))', func='INSERT INTO "company_userevent" ("date_joined", "dense_lists", "email", "extension", "first_name", "id", "is_active", "is_staff", "is_superuser", "job_title", "last_name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "theme", "username") VALUES (OLD."date_joined", OLD."dense_lists", OLD."email", OLD."extension", OLD."first_name", OLD."id", OLD."is_active", OLD."is_staff", OLD."is_superuser", OLD."job_title", OLD."last_name", _pgh_attach_context(), NOW(), \'changed\', OLD."id", OLD."phone", OLD."theme", OLD."username"); RETURN NULL;', hash='ff0f9af0d434f678d0647b1ba2baca2e32c28bfd', operation='UPDATE', pgid='pgtrigger_changed_update_e16b3', table='company_user', when='AFTER')), pgtrigger.compiler.Trigger(name='deleted_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "company_userevent" ("date_joined", "dense_lists", "email", "extension", "first_name", "id", "is_active", "is_staff", "is_superuser", "job_title", "last_name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "theme", "username") VALUES (OLD."date_joined", OLD."dense_lists", OLD."email", OLD."extension", OLD."first_name", OLD."id", OLD."is_active", OLD."is_staff", OLD."is_superuser", OLD."job_title", OLD."last_name", _pgh_attach_context(), NOW(), \'deleted\', OLD."id", OLD."phone", OLD."theme", OLD."username"); RETURN NULL;', hash='a88a6bd1aae686793595df3a14565a929d4feb6e', operation='DELETE', pgid='pgtrigger_deleted_delete_9db0b', table='company_user', when='AFTER'))],
                    },
                    managers=[
                        ('objects', django.contrib.auth.models.UserManager()),
                    ],
                ),
                migrations.CreateModel(
                    name='Notice',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('level', models.CharField(choices=[('info', 'información'), ('done', 'listo'), ('warning', 'atención'), ('urgent', 'urgente')], default='info', max_length=8, verbose_name='nivel')),
                        ('text', models.CharField(max_length=240, verbose_name='texto')),
                        ('url', models.CharField(blank=True, max_length=300, verbose_name='enlace')),
                        ('dedupe_key', models.CharField(blank=True, max_length=120)),
                        ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='hora')),
                        ('read_at', models.DateTimeField(blank=True, null=True, verbose_name='leído')),
                        ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notices', to=settings.AUTH_USER_MODEL, verbose_name='para')),
                    ],
                    options={
                        'verbose_name': 'aviso',
                        'verbose_name_plural': 'avisos',
                        'ordering': ['-created_at', '-id'],
                        'indexes': [models.Index(condition=models.Q(('read_at', None)), fields=['user', '-id'], name='notice_unread')],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('dedupe_key', ''), _negated=True), fields=('user', 'dedupe_key'), name='notice_once')],
                    },
                ),
                migrations.CreateModel(
                    name='SalesPosition',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('level', models.PositiveSmallIntegerField(choices=[(1, 'Dirección comercial'), (2, 'Supervisor nacional'), (3, 'Supervisor'), (4, 'Vendedor')], verbose_name='nivel')),
                        ('path', models.CharField(db_index=True, default='', editable=False, max_length=200)),
                        ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='company.salesposition', verbose_name='responde a')),
                        ('user', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='sales_position', to=settings.AUTH_USER_MODEL, verbose_name='persona')),
                    ],
                    options={
                        'verbose_name': 'puesto en el árbol de ventas',
                        'verbose_name_plural': 'árbol de ventas',
                        'indexes': [models.Index(fields=['path'], name='sales_position_path_prefix', opclasses=['varchar_pattern_ops'])],
                        'constraints': [models.CheckConstraint(condition=models.Q(('parent', models.F('id')), _negated=True), name='sales_position_not_own_parent')],
                        'triggers': [pgtrigger.compiler.Trigger(name='changed_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "company_salespositionevent" ("id", "level", "parent_id", "path", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "user_id") VALUES (OLD."id", OLD."level", OLD."parent_id", OLD."path", _pgh_attach_context(), NOW(), \'changed\', OLD."id", OLD."user_id"); RETURN NULL;', hash='e270c88407599c9421a261e83d07b1d21b8739c1', operation='UPDATE', pgid='pgtrigger_changed_update_ee897', table='company_salesposition', when='AFTER')), pgtrigger.compiler.Trigger(name='deleted_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "company_salespositionevent" ("id", "level", "parent_id", "path", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "user_id") VALUES (OLD."id", OLD."level", OLD."parent_id", OLD."path", _pgh_attach_context(), NOW(), \'deleted\', OLD."id", OLD."user_id"); RETURN NULL;', hash='3d1a273ba20e0361dd7018cd694ae04fa8f70b61', operation='DELETE', pgid='pgtrigger_deleted_delete_b7e0d', table='company_salesposition', when='AFTER'))],
                    },
                ),
                migrations.CreateModel(
                    name='SalesPositionEvent',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('id', models.BigIntegerField()),
                        ('level', models.PositiveSmallIntegerField(choices=[(1, 'Dirección comercial'), (2, 'Supervisor nacional'), (3, 'Supervisor'), (4, 'Vendedor')], verbose_name='nivel')),
                        ('path', models.CharField(default='', editable=False, max_length=200)),
                        ('parent', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='company.salesposition', verbose_name='responde a')),
                        ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='company.salesposition')),
                        ('user', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='persona')),
                    ],
                    options={
                        'abstract': False,
                        'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='d4af9088799113bfbacfe5a3f374e0fae094a9d3', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_d2045', table='company_salespositionevent', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='UserEvent',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('id', models.BigIntegerField()),
                        ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                        ('username', models.CharField(error_messages={'unique': 'A user with that username already exists.'}, help_text='Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.', max_length=150, validators=[django.contrib.auth.validators.UnicodeUsernameValidator()], verbose_name='username')),
                        ('first_name', models.CharField(blank=True, max_length=150, verbose_name='first name')),
                        ('last_name', models.CharField(blank=True, max_length=150, verbose_name='last name')),
                        ('email', models.EmailField(blank=True, max_length=254, verbose_name='email address')),
                        ('is_staff', models.BooleanField(default=False, help_text='Designates whether the user can log into this admin site.', verbose_name='staff status')),
                        ('is_active', models.BooleanField(default=True, help_text='Designates whether this user should be treated as active. Unselect this instead of deleting accounts.', verbose_name='active')),
                        ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='date joined')),
                        ('phone', models.CharField(blank=True, max_length=20, verbose_name='teléfono')),
                        ('job_title', models.CharField(blank=True, max_length=80, verbose_name='cargo')),
                        ('extension', models.CharField(blank=True, max_length=12, verbose_name='anexo telefónico')),
                        ('theme', models.CharField(choices=[('auto', 'Como el equipo'), ('light', 'Claro'), ('dark', 'Oscuro')], default='auto', max_length=5, verbose_name='tema')),
                        ('dense_lists', models.BooleanField(default=False, verbose_name='listas densas')),
                        ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'abstract': False,
                        'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='8e8fcf08d3ad345f9fffdb85cb6aa64302c94bc4', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_b144e', table='company_userevent', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='Company',
                    fields=[
                        ('id', models.PositiveSmallIntegerField(default=1, editable=False, primary_key=True, serialize=False)),
                        ('name', models.CharField(default='Mi empresa', max_length=120, verbose_name='nombre comercial')),
                        ('legal_name', models.CharField(blank=True, max_length=160, verbose_name='razón social')),
                        ('tax_id', models.CharField(blank=True, max_length=20, verbose_name='número de identificación fiscal')),
                        ('address', models.CharField(blank=True, max_length=200, verbose_name='dirección')),
                        ('city', models.CharField(blank=True, max_length=80, verbose_name='ciudad')),
                        ('phone', models.CharField(blank=True, max_length=20, verbose_name='teléfono')),
                        ('email', models.EmailField(blank=True, max_length=254, verbose_name='correo')),
                        ('website', models.URLField(blank=True, verbose_name='página web')),
                        ('country', models.CharField(choices=[('PE', 'Perú'), ('CO', 'Colombia'), ('ES', 'España')], default='PE', max_length=2, verbose_name='país')),
                        ('time_zone', models.CharField(default='America/Lima', max_length=40, verbose_name='zona horaria')),
                        ('currency', models.CharField(default='PEN', max_length=3, verbose_name='moneda (ISO 4217)')),
                        ('tax_name', models.CharField(default='IGV', max_length=20, verbose_name='impuesto')),
                        ('tax_rate', models.DecimalField(decimal_places=2, default=18, max_digits=5, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(100)], verbose_name='tasa del impuesto (%)')),
                        ('logo', models.ImageField(blank=True, upload_to='company', verbose_name='logotipo')),
                        ('is_demo', models.BooleanField(default=False, editable=False, verbose_name='datos de muestra')),
                    ],
                    options={
                        'verbose_name': 'empresa',
                        'verbose_name_plural': 'empresa',
                        'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='company_single_row')],
                        'triggers': [pgtrigger.compiler.Trigger(name='changed_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "company_companyevent" ("address", "city", "country", "currency", "email", "id", "is_demo", "legal_name", "logo", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "tax_id", "tax_name", "tax_rate", "time_zone", "website") VALUES (OLD."address", OLD."city", OLD."country", OLD."currency", OLD."email", OLD."id", OLD."is_demo", OLD."legal_name", OLD."logo", OLD."name", _pgh_attach_context(), NOW(), \'changed\', OLD."id", OLD."phone", OLD."tax_id", OLD."tax_name", OLD."tax_rate", OLD."time_zone", OLD."website"); RETURN NULL;', hash='6fb797a9337a37d016d4a97f8d8be014fd858174', operation='UPDATE', pgid='pgtrigger_changed_update_b2a9f', table='company_company', when='AFTER')), pgtrigger.compiler.Trigger(name='deleted_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "company_companyevent" ("address", "city", "country", "currency", "email", "id", "is_demo", "legal_name", "logo", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "tax_id", "tax_name", "tax_rate", "time_zone", "website") VALUES (OLD."address", OLD."city", OLD."country", OLD."currency", OLD."email", OLD."id", OLD."is_demo", OLD."legal_name", OLD."logo", OLD."name", _pgh_attach_context(), NOW(), \'deleted\', OLD."id", OLD."phone", OLD."tax_id", OLD."tax_name", OLD."tax_rate", OLD."time_zone", OLD."website"); RETURN NULL;', hash='ad766d9fbc91c54ba5c3fda51120c9692dea4043', operation='DELETE', pgid='pgtrigger_deleted_delete_9f6c3', table='company_company', when='AFTER'))],
                    },
                ),
                migrations.CreateModel(
                    name='CompanyEvent',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('id', models.PositiveSmallIntegerField(default=1, editable=False, serialize=False)),
                        ('name', models.CharField(default='Mi empresa', max_length=120, verbose_name='nombre comercial')),
                        ('legal_name', models.CharField(blank=True, max_length=160, verbose_name='razón social')),
                        ('tax_id', models.CharField(blank=True, max_length=20, verbose_name='número de identificación fiscal')),
                        ('address', models.CharField(blank=True, max_length=200, verbose_name='dirección')),
                        ('city', models.CharField(blank=True, max_length=80, verbose_name='ciudad')),
                        ('phone', models.CharField(blank=True, max_length=20, verbose_name='teléfono')),
                        ('email', models.EmailField(blank=True, max_length=254, verbose_name='correo')),
                        ('website', models.URLField(blank=True, verbose_name='página web')),
                        ('country', models.CharField(choices=[('PE', 'Perú'), ('CO', 'Colombia'), ('ES', 'España')], default='PE', max_length=2, verbose_name='país')),
                        ('time_zone', models.CharField(default='America/Lima', max_length=40, verbose_name='zona horaria')),
                        ('currency', models.CharField(default='PEN', max_length=3, verbose_name='moneda (ISO 4217)')),
                        ('tax_name', models.CharField(default='IGV', max_length=20, verbose_name='impuesto')),
                        ('tax_rate', models.DecimalField(decimal_places=2, default=18, max_digits=5, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(100)], verbose_name='tasa del impuesto (%)')),
                        ('logo', models.ImageField(blank=True, upload_to='company', verbose_name='logotipo')),
                        ('is_demo', models.BooleanField(default=False, editable=False, verbose_name='datos de muestra')),
                        ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='company.company')),
                    ],
                    options={
                        'abstract': False,
                        'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='e5df46be2c79cb900d639a75923d0584d4755e81', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_5b10b', table='company_companyevent', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='ContactWindow',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('valid_from', models.DateField(blank=True, help_text='Vacío: desde siempre.', null=True, verbose_name='vale desde')),
                        ('valid_to', models.DateField(blank=True, help_text='Vacío: sin fin.', null=True, verbose_name='vale hasta')),
                        ('verified', models.BooleanField(default=False, help_text='Alguien leyó el texto oficial.', verbose_name='confirmado')),
                        ('source', models.CharField(default='por confirmar', max_length=200, verbose_name='fuente')),
                        ('country', models.CharField(max_length=2, verbose_name='país')),
                        ('use', models.CharField(choices=[('business', 'Horario de atención'), ('advertising', 'Publicidad'), ('collection', 'Cobranza'), ('survey', 'Encuestas')], max_length=12, verbose_name='para')),
                        ('weekday', models.PositiveSmallIntegerField(choices=[(1, 'lunes'), (2, 'martes'), (3, 'miércoles'), (4, 'jueves'), (5, 'viernes'), (6, 'sábado'), (7, 'domingo')], verbose_name='día')),
                        ('opens', models.TimeField(verbose_name='desde las')),
                        ('closes', models.TimeField(verbose_name='hasta las')),
                        ('on_holidays', models.BooleanField(default=False, verbose_name='también en feriados')),
                    ],
                    options={
                        'verbose_name': 'horario de contacto',
                        'verbose_name_plural': 'horarios de contacto',
                        'ordering': ['country', 'use', 'weekday', 'opens'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('weekday__range', (1, 7))), name='contact_window_weekday'), models.CheckConstraint(condition=models.Q(('closes__gt', models.F('opens'))), name='contact_window_ends_later'), models.CheckConstraint(condition=models.Q(('use__in', ['business', 'advertising', 'collection', 'survey'])), name='contact_window_use_known'), models.CheckConstraint(condition=models.Q(('valid_from', None), ('valid_to', None), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='contact_window_validity')],
                        'triggers': [pgtrigger.compiler.Trigger(name='changed_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "company_contactwindowevent" ("closes", "country", "id", "on_holidays", "opens", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "use", "valid_from", "valid_to", "verified", "weekday") VALUES (OLD."closes", OLD."country", OLD."id", OLD."on_holidays", OLD."opens", _pgh_attach_context(), NOW(), \'changed\', OLD."id", OLD."source", OLD."use", OLD."valid_from", OLD."valid_to", OLD."verified", OLD."weekday"); RETURN NULL;', hash='2452e2c72292d275af33ac2f715c442161fc56bc', operation='UPDATE', pgid='pgtrigger_changed_update_8e077', table='company_contactwindow', when='AFTER')), pgtrigger.compiler.Trigger(name='deleted_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "company_contactwindowevent" ("closes", "country", "id", "on_holidays", "opens", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "use", "valid_from", "valid_to", "verified", "weekday") VALUES (OLD."closes", OLD."country", OLD."id", OLD."on_holidays", OLD."opens", _pgh_attach_context(), NOW(), \'deleted\', OLD."id", OLD."source", OLD."use", OLD."valid_from", OLD."valid_to", OLD."verified", OLD."weekday"); RETURN NULL;', hash='39df57512e93c300e4904af96a40fe4b9d560098', operation='DELETE', pgid='pgtrigger_deleted_delete_565c6', table='company_contactwindow', when='AFTER'))],
                    },
                ),
                migrations.CreateModel(
                    name='ContactWindowEvent',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('id', models.BigIntegerField()),
                        ('valid_from', models.DateField(blank=True, help_text='Vacío: desde siempre.', null=True, verbose_name='vale desde')),
                        ('valid_to', models.DateField(blank=True, help_text='Vacío: sin fin.', null=True, verbose_name='vale hasta')),
                        ('verified', models.BooleanField(default=False, help_text='Alguien leyó el texto oficial.', verbose_name='confirmado')),
                        ('source', models.CharField(default='por confirmar', max_length=200, verbose_name='fuente')),
                        ('country', models.CharField(max_length=2, verbose_name='país')),
                        ('use', models.CharField(choices=[('business', 'Horario de atención'), ('advertising', 'Publicidad'), ('collection', 'Cobranza'), ('survey', 'Encuestas')], max_length=12, verbose_name='para')),
                        ('weekday', models.PositiveSmallIntegerField(choices=[(1, 'lunes'), (2, 'martes'), (3, 'miércoles'), (4, 'jueves'), (5, 'viernes'), (6, 'sábado'), (7, 'domingo')], verbose_name='día')),
                        ('opens', models.TimeField(verbose_name='desde las')),
                        ('closes', models.TimeField(verbose_name='hasta las')),
                        ('on_holidays', models.BooleanField(default=False, verbose_name='también en feriados')),
                        ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='company.contactwindow')),
                    ],
                    options={
                        'abstract': False,
                        'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='58df47d9576340865bc0d498e7ff4b4a80c33d8b', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_806f1', table='company_contactwindowevent', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='CountryPack',
                    fields=[
                        ('country', models.CharField(max_length=2, primary_key=True, serialize=False, verbose_name='país')),
                        ('name', models.CharField(max_length=60, verbose_name='nombre')),
                        ('time_zone', models.CharField(max_length=40, verbose_name='zona horaria')),
                    ],
                    options={
                        'verbose_name': 'país',
                        'verbose_name_plural': 'países',
                        'ordering': ['name'],
                    },
                ),
                migrations.CreateModel(
                    name='DocumentType',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('valid_from', models.DateField(blank=True, help_text='Vacío: desde siempre.', null=True, verbose_name='vale desde')),
                        ('valid_to', models.DateField(blank=True, help_text='Vacío: sin fin.', null=True, verbose_name='vale hasta')),
                        ('verified', models.BooleanField(default=False, help_text='Alguien leyó el texto oficial.', verbose_name='confirmado')),
                        ('source', models.CharField(default='por confirmar', max_length=200, verbose_name='fuente')),
                        ('country', models.CharField(max_length=2, verbose_name='país')),
                        ('kind', models.CharField(max_length=8, verbose_name='clave')),
                        ('name', models.CharField(max_length=60, verbose_name='nombre')),
                        ('rule', models.CharField(max_length=200, verbose_name='regla')),
                        ('for_persons', models.BooleanField(default=True, verbose_name='de personas')),
                        ('for_companies', models.BooleanField(default=False, verbose_name='de empresas')),
                    ],
                    options={
                        'verbose_name': 'tipo de documento',
                        'verbose_name_plural': 'tipos de documento',
                        'ordering': ['country', 'kind'],
                        'constraints': [models.UniqueConstraint(fields=('country', 'kind', 'valid_from'), name='document_type_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Holiday',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('country', models.CharField(max_length=2, verbose_name='país')),
                        ('region', models.CharField(blank=True, help_text='Vacío: todo el país.', max_length=12, verbose_name='región')),
                        ('day', models.DateField(verbose_name='día')),
                        ('name', models.CharField(max_length=120, verbose_name='nombre')),
                        ('works', models.BooleanField(default=False, help_text='Excepción: ese día cuenta como hábil.', verbose_name='sí se trabaja')),
                        ('source', models.CharField(choices=[('library', 'Calendario del país'), ('manual', 'Añadido a mano')], default='manual', max_length=8, verbose_name='origen')),
                    ],
                    options={
                        'verbose_name': 'feriado',
                        'verbose_name_plural': 'feriados',
                        'ordering': ['-day', 'country', 'region'],
                        'constraints': [models.UniqueConstraint(fields=('country', 'region', 'day'), name='holiday_once')],
                        'triggers': [pgtrigger.compiler.Trigger(name='changed_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "company_holidayevent" ("country", "day", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "region", "source", "works") VALUES (OLD."country", OLD."day", OLD."id", OLD."name", _pgh_attach_context(), NOW(), \'changed\', OLD."id", OLD."region", OLD."source", OLD."works"); RETURN NULL;', hash='e2fe7f5c8a28840018f9929ef488aeb1664b7452', operation='UPDATE', pgid='pgtrigger_changed_update_0b568', table='company_holiday', when='AFTER')), pgtrigger.compiler.Trigger(name='deleted_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "company_holidayevent" ("country", "day", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "region", "source", "works") VALUES (OLD."country", OLD."day", OLD."id", OLD."name", _pgh_attach_context(), NOW(), \'deleted\', OLD."id", OLD."region", OLD."source", OLD."works"); RETURN NULL;', hash='e39429b906200461d0c2cab62d9dc9425417b768', operation='DELETE', pgid='pgtrigger_deleted_delete_ca5e7', table='company_holiday', when='AFTER'))],
                    },
                ),
                migrations.CreateModel(
                    name='HolidayEvent',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('id', models.BigIntegerField()),
                        ('country', models.CharField(max_length=2, verbose_name='país')),
                        ('region', models.CharField(blank=True, help_text='Vacío: todo el país.', max_length=12, verbose_name='región')),
                        ('day', models.DateField(verbose_name='día')),
                        ('name', models.CharField(max_length=120, verbose_name='nombre')),
                        ('works', models.BooleanField(default=False, help_text='Excepción: ese día cuenta como hábil.', verbose_name='sí se trabaja')),
                        ('source', models.CharField(choices=[('library', 'Calendario del país'), ('manual', 'Añadido a mano')], default='manual', max_length=8, verbose_name='origen')),
                        ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='company.holiday')),
                    ],
                    options={
                        'abstract': False,
                        'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='dea36de88bf4a32076ec1324fe3ffdcc2325a79e', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_a4adc', table='company_holidayevent', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='ContactCap',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('valid_from', models.DateField(blank=True, help_text='Vacío: desde siempre.', null=True, verbose_name='vale desde')),
                        ('valid_to', models.DateField(blank=True, help_text='Vacío: sin fin.', null=True, verbose_name='vale hasta')),
                        ('verified', models.BooleanField(default=False, help_text='Alguien leyó el texto oficial.', verbose_name='confirmado')),
                        ('source', models.CharField(default='por confirmar', max_length=200, verbose_name='fuente')),
                        ('country', models.CharField(blank=True, help_text='Vacío: en todos.', max_length=2, verbose_name='país')),
                        ('use', models.CharField(choices=[('business', 'Horario de atención'), ('advertising', 'Publicidad'), ('collection', 'Cobranza'), ('survey', 'Encuestas')], max_length=12, verbose_name='para')),
                        ('scope', models.CharField(choices=[('all', 'Todos los mensajes'), ('other', 'Los de otros canales')], default='all', max_length=8, verbose_name='cuentan')),
                        ('most', models.PositiveSmallIntegerField(verbose_name='cuántos como mucho')),
                        ('days', models.PositiveSmallIntegerField(verbose_name='en cuántos días')),
                    ],
                    options={
                        'verbose_name': 'tope de mensajes',
                        'verbose_name_plural': 'topes de mensajes',
                        'ordering': ['country', 'use'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('days__range', (1, 366))), name='contact_cap_days'), models.CheckConstraint(condition=models.Q(('scope__in', ['all', 'other'])), name='contact_cap_scope_known')],
                        'triggers': [pgtrigger.compiler.Trigger(name='changed_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "company_contactcapevent" ("country", "days", "id", "most", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "scope", "source", "use", "valid_from", "valid_to", "verified") VALUES (OLD."country", OLD."days", OLD."id", OLD."most", _pgh_attach_context(), NOW(), \'changed\', OLD."id", OLD."scope", OLD."source", OLD."use", OLD."valid_from", OLD."valid_to", OLD."verified"); RETURN NULL;', hash='26a639211dc6f30ce14d3f560b31699f852d43f5', operation='UPDATE', pgid='pgtrigger_changed_update_47802', table='company_contactcap', when='AFTER')), pgtrigger.compiler.Trigger(name='deleted_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "company_contactcapevent" ("country", "days", "id", "most", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "scope", "source", "use", "valid_from", "valid_to", "verified") VALUES (OLD."country", OLD."days", OLD."id", OLD."most", _pgh_attach_context(), NOW(), \'deleted\', OLD."id", OLD."scope", OLD."source", OLD."use", OLD."valid_from", OLD."valid_to", OLD."verified"); RETURN NULL;', hash='fccf32658722b41209f721e90f22743ba95bc1a4', operation='DELETE', pgid='pgtrigger_deleted_delete_e27b3', table='company_contactcap', when='AFTER'))],
                    },
                ),
                migrations.CreateModel(
                    name='ContactCapEvent',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('id', models.BigIntegerField()),
                        ('valid_from', models.DateField(blank=True, help_text='Vacío: desde siempre.', null=True, verbose_name='vale desde')),
                        ('valid_to', models.DateField(blank=True, help_text='Vacío: sin fin.', null=True, verbose_name='vale hasta')),
                        ('verified', models.BooleanField(default=False, help_text='Alguien leyó el texto oficial.', verbose_name='confirmado')),
                        ('source', models.CharField(default='por confirmar', max_length=200, verbose_name='fuente')),
                        ('country', models.CharField(blank=True, help_text='Vacío: en todos.', max_length=2, verbose_name='país')),
                        ('use', models.CharField(choices=[('business', 'Horario de atención'), ('advertising', 'Publicidad'), ('collection', 'Cobranza'), ('survey', 'Encuestas')], max_length=12, verbose_name='para')),
                        ('scope', models.CharField(choices=[('all', 'Todos los mensajes'), ('other', 'Los de otros canales')], default='all', max_length=8, verbose_name='cuentan')),
                        ('most', models.PositiveSmallIntegerField(verbose_name='cuántos como mucho')),
                        ('days', models.PositiveSmallIntegerField(verbose_name='en cuántos días')),
                        ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='company.contactcap')),
                    ],
                    options={
                        'abstract': False,
                        'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='21590e8a60141bdcb8ea14cdedcf6efd3cc7cbca', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_6c399', table='company_contactcapevent', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='NoticePreference',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('reminder', 'Recordatorios de tus tareas'), ('assignment', 'Algo que pasa a tus manos'), ('redirected', 'Pedidos redirigidos'), ('call', 'Llamadas perdidas'), ('other', 'Lo demás')], max_length=12, verbose_name='clase')),
                        ('in_page', models.BooleanField(db_default=True, default=True, verbose_name='en la campana')),
                        ('user', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='notice_preferences', to=settings.AUTH_USER_MODEL, verbose_name='de quién')),
                        ('by_mail', models.BooleanField(db_default=False, default=False, verbose_name='por correo')),
                    ],
                    options={
                        'verbose_name': 'preferencia de avisos',
                        'verbose_name_plural': 'preferencias de avisos',
                        'constraints': [models.UniqueConstraint(fields=('user', 'kind'), name='notice_preference_once'), models.CheckConstraint(condition=models.Q(('kind__in', ['reminder', 'assignment', 'redirected', 'call', 'other'])), name='notice_preference_kind_known')],
                    },
                ),
            ],
        ),
        *steps_of(
            'company.migrations.0002_roles_and_company',
            'company.migrations.0004_seed_country_packs',
        ),
    ]
