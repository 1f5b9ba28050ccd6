"""All of analytics up to 0005_clock, made at once (docs/adr/0012-squashed-migrations.md)."""

import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.datetime
import pgtrigger.compiler
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models

from core.migrating import Tables, steps_of


class Migration(migrations.Migration):

    replaces = [('analytics', '0001_initial'), ('analytics', '0002_shipped_rule'), ('analytics', '0003_storage'), ('analytics', '0004_exact_values'), ('analytics', '0005_clock')]

    initial = True

    dependencies = [
        ('company', '__first__'),
        ('customers', '0001_squashed_0004_shipped_consent_texts'),
        ('django_celery_beat', '0019_alter_periodictasks_options'),
        ('inventory', '0001_squashed_0001_initial'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        Tables(
            operations=[
                migrations.CreateModel(
                    name='RfmState',
                    fields=[
                        ('customer', models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, primary_key=True, related_name='+', serialize=False, to='customers.customer')),
                        ('last_on', models.DateField(null=True)),
                        ('frequency', models.PositiveIntegerField(default=0)),
                        ('monetary_minor', models.BigIntegerField(default=0)),
                        ('r', models.PositiveSmallIntegerField(null=True)),
                        ('f', models.PositiveSmallIntegerField(null=True)),
                        ('m', models.PositiveSmallIntegerField(null=True)),
                        ('segment', models.CharField(db_default='', default='', max_length=24)),
                    ],
                    options={
                        'verbose_name': 'estado RFM',
                        'verbose_name_plural': 'estados RFM',
                    },
                ),
                migrations.CreateModel(
                    name='RollupFill',
                    fields=[
                        ('week_end', models.DateField(primary_key=True, serialize=False, verbose_name='semana hasta')),
                        ('filled_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='calculado')),
                        ('is_dirty', models.BooleanField(default=False, verbose_name='por rehacer')),
                        ('seconds', models.FloatField(default=0, verbose_name='segundos')),
                        ('last_movement', models.BigIntegerField(default=0, verbose_name='último movimiento de stock visto')),
                    ],
                    options={
                        'verbose_name': 'semana resumida',
                        'verbose_name_plural': 'semanas resumidas',
                    },
                ),
                migrations.CreateModel(
                    name='OrdersWeek',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('week_end', models.DateField(verbose_name='semana hasta')),
                        ('segment', models.CharField(blank=True, max_length=24, verbose_name='segmento')),
                        ('channel', models.CharField(max_length=12, verbose_name='canal')),
                        ('city', models.CharField(blank=True, max_length=80, verbose_name='ciudad')),
                        ('orders', models.PositiveIntegerField(verbose_name='pedidos')),
                        ('returns', models.PositiveIntegerField(verbose_name='devoluciones')),
                        ('revenue_minor', models.BigIntegerField(verbose_name='venta (centavos)')),
                    ],
                    options={
                        'verbose_name': 'pedidos por semana',
                        'verbose_name_plural': 'pedidos por semana',
                        'indexes': [models.Index(fields=['week_end', 'segment'], name='orders_week_key')],
                    },
                ),
                migrations.CreateModel(
                    name='RfmCell',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('week_end', models.DateField(verbose_name='semana hasta')),
                        ('r', models.PositiveSmallIntegerField()),
                        ('f', models.PositiveSmallIntegerField()),
                        ('m', models.PositiveSmallIntegerField()),
                        ('segment', models.CharField(max_length=24, verbose_name='segmento')),
                        ('customers', models.PositiveIntegerField(verbose_name='clientes')),
                        ('orders', models.PositiveIntegerField(verbose_name='pedidos')),
                        ('monetary_minor', models.BigIntegerField(verbose_name='dinero (centavos)')),
                    ],
                    options={
                        'verbose_name': 'celda del mapa',
                        'verbose_name_plural': 'celdas del mapa',
                        'constraints': [models.UniqueConstraint(fields=('week_end', 'r', 'f', 'm'), name='rfm_cell_once')],
                    },
                ),
                migrations.CreateModel(
                    name='RfmMove',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('week_end', models.DateField(verbose_name='semana hasta')),
                        ('before', models.CharField(blank=True, max_length=24, verbose_name='estaba en')),
                        ('after', models.CharField(blank=True, max_length=24, verbose_name='está en')),
                        ('customers', models.PositiveIntegerField(verbose_name='clientes')),
                        ('monetary_minor', models.BigIntegerField(verbose_name='dinero (centavos)')),
                    ],
                    options={
                        'verbose_name': 'movimiento de segmento',
                        'verbose_name_plural': 'movimientos de segmento',
                        'constraints': [models.UniqueConstraint(fields=('week_end', 'before', 'after'), name='rfm_move_once')],
                    },
                ),
                migrations.CreateModel(
                    name='RfmScheme',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('version', models.PositiveIntegerField(unique=True, verbose_name='versión')),
                        ('weight_r', models.DecimalField(decimal_places=3, default=Decimal('0.3'), max_digits=4, validators=[django.core.validators.MinValueValidator(0)], verbose_name='peso de la recencia')),
                        ('weight_f', models.DecimalField(decimal_places=3, default=Decimal('0.1'), max_digits=4, validators=[django.core.validators.MinValueValidator(0)], verbose_name='peso de la frecuencia')),
                        ('weight_m', models.DecimalField(decimal_places=3, default=Decimal('0.6'), max_digits=4, validators=[django.core.validators.MinValueValidator(0)], verbose_name='peso del dinero')),
                        ('bins', models.PositiveSmallIntegerField(default=5, validators=[django.core.validators.MinValueValidator(2), django.core.validators.MaxValueValidator(9)], verbose_name='puntajes')),
                        ('window_days', models.PositiveIntegerField(blank=True, null=True, verbose_name='días que se miran')),
                        ('rule', models.CharField(choices=[('share', 'Por reparto: quintos de tus propios clientes'), ('cuts', 'Por cortes fijos que tú escribes')], default='share', max_length=6, verbose_name='regla')),
                        ('cuts', models.JSONField(blank=True, default=dict, verbose_name='cortes')),
                        ('is_current', models.BooleanField(default=False, verbose_name='vigente')),
                        ('note', models.CharField(blank=True, max_length=200, verbose_name='por qué')),
                        ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='creado')),
                        ('created_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': 'regla RFM',
                        'verbose_name_plural': 'reglas RFM',
                        'ordering': ['-version'],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('is_current', True)), fields=('is_current',), name='rfm_one_current'), models.CheckConstraint(condition=models.Q(('weight_f__gte', 0), ('weight_m__gte', 0), ('weight_r__gte', 0)), name='rfm_weights_not_negative'), models.CheckConstraint(condition=models.Q(('weight_r', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.Value(Decimal('1')), '-', models.F('weight_f')), '-', models.F('weight_m')))), name='rfm_weights_add_to_one'), models.CheckConstraint(condition=models.Q(('window_days__gte', 1), ('window_days', None), _connector='OR'), name='rfm_window_positive')],
                        'triggers': [pgtrigger.compiler.Trigger(name='changed_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "analytics_rfmschemeevent" ("bins", "created_at", "created_by_id", "cuts", "id", "is_current", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rule", "version", "weight_f", "weight_m", "weight_r", "window_days") VALUES (OLD."bins", OLD."created_at", OLD."created_by_id", OLD."cuts", OLD."id", OLD."is_current", OLD."note", _pgh_attach_context(), NOW(), \'changed\', OLD."id", OLD."rule", OLD."version", OLD."weight_f", OLD."weight_m", OLD."weight_r", OLD."window_days"); RETURN NULL;', hash='5a72dc79c5392b75aa604da7d6f0ee4b07dce119', operation='UPDATE', pgid='pgtrigger_changed_update_d97ad', table='analytics_rfmscheme', when='AFTER')), pgtrigger.compiler.Trigger(name='deleted_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "analytics_rfmschemeevent" ("bins", "created_at", "created_by_id", "cuts", "id", "is_current", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rule", "version", "weight_f", "weight_m", "weight_r", "window_days") VALUES (OLD."bins", OLD."created_at", OLD."created_by_id", OLD."cuts", OLD."id", OLD."is_current", OLD."note", _pgh_attach_context(), NOW(), \'deleted\', OLD."id", OLD."rule", OLD."version", OLD."weight_f", OLD."weight_m", OLD."weight_r", OLD."window_days"); RETURN NULL;', hash='56ec38a59d1a8f6a3483b3597dba00c593e96ccf', operation='DELETE', pgid='pgtrigger_deleted_delete_65735', table='analytics_rfmscheme', when='AFTER'))],
                    },
                ),
                migrations.CreateModel(
                    name='RfmRun',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('week', models.CharField(max_length=8, verbose_name='semana')),
                        ('week_end', models.DateField(verbose_name='hasta el domingo')),
                        ('revision', models.PositiveSmallIntegerField(default=1, verbose_name='revisión')),
                        ('is_current', models.BooleanField(default=True, verbose_name='vigente')),
                        ('is_full', models.BooleanField(default=False, verbose_name='completo')),
                        ('why', models.CharField(blank=True, max_length=120, verbose_name='motivo')),
                        ('cuts', models.JSONField(default=dict, verbose_name='cortes')),
                        ('shares', models.JSONField(default=dict, verbose_name='reparto')),
                        ('customers', models.PositiveIntegerField(default=0, verbose_name='clientes con compras')),
                        ('changed', models.PositiveIntegerField(default=0, verbose_name='clientes que cambiaron')),
                        ('seconds', models.FloatField(default=0, verbose_name='segundos')),
                        ('computed_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='calculado')),
                        ('scheme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='runs', to='analytics.rfmscheme', verbose_name='regla')),
                    ],
                    options={
                        'verbose_name': 'semana calculada',
                        'verbose_name_plural': 'semanas calculadas',
                        'ordering': ['-week_end', '-revision'],
                        'constraints': [models.UniqueConstraint(fields=('week_end', 'revision'), name='rfm_run_revision_once'), models.UniqueConstraint(condition=models.Q(('is_current', True)), fields=('week_end',), name='rfm_run_one_current')],
                    },
                ),
                migrations.CreateModel(
                    name='RfmSchemeEvent',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('id', models.BigIntegerField()),
                        ('version', models.PositiveIntegerField(verbose_name='versión')),
                        ('weight_r', models.DecimalField(decimal_places=3, default=Decimal('0.3'), max_digits=4, validators=[django.core.validators.MinValueValidator(0)], verbose_name='peso de la recencia')),
                        ('weight_f', models.DecimalField(decimal_places=3, default=Decimal('0.1'), max_digits=4, validators=[django.core.validators.MinValueValidator(0)], verbose_name='peso de la frecuencia')),
                        ('weight_m', models.DecimalField(decimal_places=3, default=Decimal('0.6'), max_digits=4, validators=[django.core.validators.MinValueValidator(0)], verbose_name='peso del dinero')),
                        ('bins', models.PositiveSmallIntegerField(default=5, validators=[django.core.validators.MinValueValidator(2), django.core.validators.MaxValueValidator(9)], verbose_name='puntajes')),
                        ('window_days', models.PositiveIntegerField(blank=True, null=True, verbose_name='días que se miran')),
                        ('rule', models.CharField(choices=[('share', 'Por reparto: quintos de tus propios clientes'), ('cuts', 'Por cortes fijos que tú escribes')], default='share', max_length=6, verbose_name='regla')),
                        ('cuts', models.JSONField(blank=True, default=dict, verbose_name='cortes')),
                        ('is_current', models.BooleanField(default=False, verbose_name='vigente')),
                        ('note', models.CharField(blank=True, max_length=200, verbose_name='por qué')),
                        ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='creado')),
                        ('created_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                        ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='analytics.rfmscheme')),
                    ],
                    options={
                        'abstract': False,
                        'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='fe6fe6ae4f70b71a6ae36dcb3b4dd6a597358911', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_77243', table='analytics_rfmschemeevent', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='RfmSegmentWeek',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('week_end', models.DateField(verbose_name='semana hasta')),
                        ('segment', models.CharField(max_length=24, verbose_name='segmento')),
                        ('customers', models.PositiveIntegerField(verbose_name='clientes')),
                        ('orders', models.PositiveIntegerField(verbose_name='pedidos')),
                        ('monetary_minor', models.BigIntegerField(verbose_name='dinero (centavos)')),
                        ('median_recency_days', models.PositiveIntegerField(null=True, verbose_name='última compra, mediana de días')),
                    ],
                    options={
                        'verbose_name': 'segmento por semana',
                        'verbose_name_plural': 'segmentos por semana',
                        'constraints': [models.UniqueConstraint(fields=('week_end', 'segment'), name='rfm_segment_week_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Rotation',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('week_end', models.DateField(verbose_name='semana hasta')),
                        ('weeks', models.PositiveSmallIntegerField(verbose_name='semanas miradas')),
                        ('units', models.DecimalField(decimal_places=3, max_digits=16, verbose_name='unidades')),
                        ('revenue_minor', models.BigIntegerField(verbose_name='venta (centavos)')),
                        ('cogs_minor', models.BigIntegerField(verbose_name='costo de lo vendido (centavos)')),
                        ('margin_minor', models.BigIntegerField(null=True, verbose_name='margen (centavos)')),
                        ('margin_rate', models.DecimalField(decimal_places=4, max_digits=7, null=True, verbose_name='margen (razón)')),
                        ('on_hand', models.DecimalField(decimal_places=3, max_digits=16, verbose_name='en almacén')),
                        ('stock_minor', models.BigIntegerField(verbose_name='stock al costo (centavos)')),
                        ('average_stock_minor', models.BigIntegerField(verbose_name='stock medio al costo (centavos)')),
                        ('weekly_units', models.DecimalField(decimal_places=3, max_digits=14, verbose_name='unidades por semana, últimas 8')),
                        ('turnover', models.DecimalField(decimal_places=2, max_digits=10, null=True, verbose_name='rotación al año')),
                        ('stock_days', models.DecimalField(decimal_places=1, max_digits=10, null=True, verbose_name='días de stock')),
                        ('sell_through', models.DecimalField(decimal_places=4, max_digits=8, null=True, verbose_name='salida (razón)')),
                        ('gmroi', models.DecimalField(decimal_places=2, max_digits=10, null=True, verbose_name='GMROI')),
                        ('variation', models.DecimalField(decimal_places=3, max_digits=8, null=True, verbose_name='variación semanal')),
                        ('abc', models.CharField(blank=True, choices=[('A', 'A: los que más venden'), ('B', 'B: intermedios'), ('C', 'C: el resto')], max_length=1, verbose_name='ABC')),
                        ('xyz', models.CharField(blank=True, choices=[('X', 'X: venta pareja'), ('Y', 'Y: venta variable'), ('Z', 'Z: venta errática')], max_length=1, verbose_name='XYZ')),
                        ('quadrant', models.CharField(blank=True, choices=[('star', 'Rota y deja margen'), ('traffic', 'Rota con poco margen'), ('sleeper', 'Deja margen pero no rota'), ('drag', 'Ni rota ni deja margen')], max_length=8, verbose_name='cuadrante')),
                        ('is_dead', models.BooleanField(default=False, help_text='Hay stock y no se vendió en 13 semanas.', verbose_name='sin salida')),
                        ('days_out', models.PositiveSmallIntegerField(default=0, verbose_name='días sin stock, últimas 8 semanas')),
                        ('last_sold_on', models.DateField(null=True, verbose_name='última venta')),
                        ('product', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='rotations', to='inventory.product', verbose_name='producto')),
                    ],
                    options={
                        'verbose_name': 'rotación',
                        'verbose_name_plural': 'rotación',
                        'indexes': [models.Index(fields=['week_end', '-revenue_minor'], name='rotation_by_sales'), models.Index(fields=['product', 'week_end'], name='rotation_by_product')],
                        'constraints': [models.UniqueConstraint(fields=('week_end', 'product'), name='rotation_once')],
                    },
                ),
                migrations.CreateModel(
                    name='SalesWeek',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('week_end', models.DateField(verbose_name='semana hasta')),
                        ('segment', models.CharField(blank=True, max_length=24, verbose_name='segmento')),
                        ('channel', models.CharField(max_length=12, verbose_name='canal')),
                        ('city', models.CharField(blank=True, max_length=80, verbose_name='ciudad')),
                        ('lines', models.PositiveIntegerField(verbose_name='líneas')),
                        ('units', models.DecimalField(decimal_places=3, max_digits=16, verbose_name='unidades')),
                        ('revenue_minor', models.BigIntegerField(verbose_name='venta (centavos)')),
                        ('returns_minor', models.BigIntegerField(verbose_name='devuelto (centavos)')),
                        ('cost_minor', models.BigIntegerField(verbose_name='costo (centavos)')),
                        ('costed_minor', models.BigIntegerField(verbose_name='venta con costo conocido (centavos)')),
                        ('category', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='inventory.category', verbose_name='categoría')),
                    ],
                    options={
                        'verbose_name': 'venta por semana',
                        'verbose_name_plural': 'ventas por semana',
                        'indexes': [models.Index(fields=['week_end', 'segment', 'category'], name='sales_week_key')],
                    },
                ),
                migrations.CreateModel(
                    name='SegmentRule',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('code', models.SlugField(max_length=24, verbose_name='código')),
                        ('name', models.CharField(max_length=40, verbose_name='nombre')),
                        ('rank', models.PositiveSmallIntegerField(help_text='1 es el mejor; decide quién sube y quién baja.', verbose_name='rango')),
                        ('r_min', models.PositiveSmallIntegerField(verbose_name='R desde')),
                        ('r_max', models.PositiveSmallIntegerField(verbose_name='R hasta')),
                        ('fm_min', models.PositiveSmallIntegerField(verbose_name='FM desde')),
                        ('fm_max', models.PositiveSmallIntegerField(verbose_name='FM hasta')),
                        ('meaning', models.CharField(max_length=200, verbose_name='qué significa')),
                        ('act', models.CharField(max_length=80, verbose_name='qué hacer')),
                        ('scheme', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='segments', to='analytics.rfmscheme', verbose_name='regla')),
                    ],
                    options={
                        'verbose_name': 'segmento',
                        'verbose_name_plural': 'segmentos',
                        'ordering': ['rank', 'id'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('fm_max__gte', models.F('fm_min')), ('fm_min__gte', 1), ('r_max__gte', models.F('r_min')), ('r_min__gte', 1)), name='segment_rule_rectangle')],
                        'triggers': [pgtrigger.compiler.Trigger(name='changed_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "analytics_segmentruleevent" ("act", "code", "fm_max", "fm_min", "id", "meaning", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "r_max", "r_min", "rank", "scheme_id") VALUES (OLD."act", OLD."code", OLD."fm_max", OLD."fm_min", OLD."id", OLD."meaning", OLD."name", _pgh_attach_context(), NOW(), \'changed\', OLD."id", OLD."r_max", OLD."r_min", OLD."rank", OLD."scheme_id"); RETURN NULL;', hash='e749aedfaac349b41789a726a5d82797ebe41c08', operation='UPDATE', pgid='pgtrigger_changed_update_df447', table='analytics_segmentrule', when='AFTER')), pgtrigger.compiler.Trigger(name='deleted_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "analytics_segmentruleevent" ("act", "code", "fm_max", "fm_min", "id", "meaning", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "r_max", "r_min", "rank", "scheme_id") VALUES (OLD."act", OLD."code", OLD."fm_max", OLD."fm_min", OLD."id", OLD."meaning", OLD."name", _pgh_attach_context(), NOW(), \'deleted\', OLD."id", OLD."r_max", OLD."r_min", OLD."rank", OLD."scheme_id"); RETURN NULL;', hash='d346274423996c251763b3860eeaa5fce968c847', operation='DELETE', pgid='pgtrigger_deleted_delete_d76ec', table='analytics_segmentrule', when='AFTER'))],
                    },
                ),
                migrations.CreateModel(
                    name='SegmentRuleEvent',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('id', models.BigIntegerField()),
                        ('code', models.SlugField(db_index=False, max_length=24, verbose_name='código')),
                        ('name', models.CharField(max_length=40, verbose_name='nombre')),
                        ('rank', models.PositiveSmallIntegerField(help_text='1 es el mejor; decide quién sube y quién baja.', verbose_name='rango')),
                        ('r_min', models.PositiveSmallIntegerField(verbose_name='R desde')),
                        ('r_max', models.PositiveSmallIntegerField(verbose_name='R hasta')),
                        ('fm_min', models.PositiveSmallIntegerField(verbose_name='FM desde')),
                        ('fm_max', models.PositiveSmallIntegerField(verbose_name='FM hasta')),
                        ('meaning', models.CharField(max_length=200, verbose_name='qué significa')),
                        ('act', models.CharField(max_length=80, verbose_name='qué hacer')),
                        ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='analytics.segmentrule')),
                        ('scheme', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='analytics.rfmscheme', verbose_name='regla')),
                    ],
                    options={
                        'abstract': False,
                        'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='d293cb694c76ac9d943d1256f24857638203b9c2', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_7f167', table='analytics_segmentruleevent', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='StockWeek',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('week_end', models.DateField(verbose_name='semana hasta')),
                        ('on_hand', models.DecimalField(decimal_places=3, max_digits=16, verbose_name='en almacén')),
                        ('received', models.DecimalField(decimal_places=3, max_digits=16, verbose_name='recibido en la semana')),
                        ('days_out', models.PositiveSmallIntegerField(default=0, verbose_name='días sin stock en la semana')),
                        ('product', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='inventory.product', verbose_name='producto')),
                        ('value', models.DecimalField(decimal_places=4, max_digits=20, verbose_name='valor al costo')),
                    ],
                    options={
                        'verbose_name': 'stock por semana',
                        'verbose_name_plural': 'stock por semana',
                        'indexes': [models.Index(fields=['product', 'week_end'], name='stock_week_by_product')],
                        'constraints': [models.UniqueConstraint(fields=('week_end', 'product'), name='stock_week_once')],
                    },
                ),
                migrations.CreateModel(
                    name='ProductWeek',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('week_end', models.DateField(verbose_name='semana hasta')),
                        ('orders', models.PositiveIntegerField(verbose_name='pedidos')),
                        ('units', models.DecimalField(decimal_places=3, max_digits=16, verbose_name='unidades')),
                        ('revenue_minor', models.BigIntegerField(verbose_name='venta (centavos)')),
                        ('cost_minor', models.BigIntegerField(verbose_name='costo (centavos)')),
                        ('costed_minor', models.BigIntegerField(verbose_name='venta con costo conocido (centavos)')),
                        ('product', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='inventory.product', verbose_name='producto')),
                        ('last_sold_on', models.DateField(null=True, verbose_name='última venta de la semana')),
                    ],
                    options={
                        'verbose_name': 'producto por semana',
                        'verbose_name_plural': 'productos por semana',
                        'indexes': [models.Index(fields=['product', 'week_end'], name='product_week_by_product')],
                        'constraints': [models.UniqueConstraint(fields=('week_end', 'product'), name='product_week_once')],
                    },
                ),
                migrations.CreateModel(
                    name='RfmHistory',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('week_end', models.DateField(verbose_name='semana hasta')),
                        ('last_on', models.DateField(null=True, verbose_name='última compra')),
                        ('frequency', models.PositiveIntegerField(verbose_name='pedidos')),
                        ('monetary_minor', models.BigIntegerField(verbose_name='dinero (centavos)')),
                        ('r', models.PositiveSmallIntegerField(null=True, verbose_name='R')),
                        ('f', models.PositiveSmallIntegerField(null=True, verbose_name='F')),
                        ('m', models.PositiveSmallIntegerField(null=True, verbose_name='M')),
                        ('segment', models.CharField(blank=True, default='', max_length=24, verbose_name='segmento')),
                        ('customer', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='rfm_history', to='customers.customer', verbose_name='cliente')),
                    ],
                    options={
                        'verbose_name': 'historia RFM',
                        'verbose_name_plural': 'historia RFM',
                        'constraints': [models.UniqueConstraint(fields=('customer', 'week_end'), name='rfm_history_once')],
                    },
                ),
            ],
        ),
        *steps_of(
            'analytics.migrations.0002_shipped_rule',
            'analytics.migrations.0003_storage',
            'analytics.migrations.0005_clock',
        ),
    ]
