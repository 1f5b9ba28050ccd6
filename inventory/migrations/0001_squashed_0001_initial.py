"""All of inventory up to 0001_initial, made at once (docs/adr/0012-squashed-migrations.md)."""

import core.database
import django.contrib.postgres.indexes
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.datetime
import pgtrigger.compiler
from django.conf import settings
from django.db import migrations, models

from core.migrating import Tables


class Migration(migrations.Migration):

    replaces = [('inventory', '0001_initial')]

    initial = True

    dependencies = [
        ('company', '__first__'),
        ('core', '0001_squashed_0005_lists'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        Tables(
            operations=[
                migrations.CreateModel(
                    name='Brand',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=80, unique=True, verbose_name='nombre')),
                    ],
                    options={
                        'verbose_name': 'marca',
                        'verbose_name_plural': 'marcas',
                        'ordering': ['name'],
                    },
                ),
                migrations.CreateModel(
                    name='Warehouse',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='creado')),
                        ('updated_at', models.DateTimeField(auto_now=True, verbose_name='modificado')),
                        ('code', models.SlugField(max_length=40, unique=True, verbose_name='código')),
                        ('name', models.CharField(max_length=80, verbose_name='nombre')),
                        ('city', models.CharField(blank=True, max_length=80, verbose_name='ciudad')),
                        ('is_active', models.BooleanField(default=True, verbose_name='en uso')),
                    ],
                    options={
                        'verbose_name': 'almacén',
                        'verbose_name_plural': 'almacenes',
                        'ordering': ['name'],
                    },
                ),
                migrations.CreateModel(
                    name='Category',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='creado')),
                        ('updated_at', models.DateTimeField(auto_now=True, verbose_name='modificado')),
                        ('code', models.SlugField(max_length=60, unique=True, verbose_name='código')),
                        ('name', models.CharField(max_length=80, verbose_name='nombre')),
                        ('path', models.CharField(db_index=True, default='', editable=False, max_length=200)),
                        ('order', models.PositiveSmallIntegerField(default=100, verbose_name='orden')),
                        ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='inventory.category', verbose_name='dentro de')),
                    ],
                    options={
                        'verbose_name': 'categoría de producto',
                        'verbose_name_plural': 'categorías de producto',
                        'ordering': ['order', 'name'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('parent', models.F('id')), _negated=True), name='product_category_not_own_parent')],
                        'triggers': [pgtrigger.compiler.Trigger(name='changed_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."code" IS DISTINCT FROM (NEW."code") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."order" IS DISTINCT FROM (NEW."order") OR OLD."parent_id" IS DISTINCT FROM (NEW."parent_id") OR OLD."path" IS DISTINCT FROM (NEW."path"))', func='INSERT INTO "inventory_categoryevent" ("code", "created_at", "id", "name", "order", "parent_id", "path", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "updated_at") VALUES (OLD."code", OLD."created_at", OLD."id", OLD."name", OLD."order", OLD."parent_id", OLD."path", _pgh_attach_context(), NOW(), \'changed\', OLD."id", OLD."updated_at"); RETURN NULL;', hash='8efd62a24eb32b0749fc3b5090848adff528e889', operation='UPDATE', pgid='pgtrigger_changed_update_52751', table='inventory_category', when='AFTER')), pgtrigger.compiler.Trigger(name='deleted_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "inventory_categoryevent" ("code", "created_at", "id", "name", "order", "parent_id", "path", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "updated_at") VALUES (OLD."code", OLD."created_at", OLD."id", OLD."name", OLD."order", OLD."parent_id", OLD."path", _pgh_attach_context(), NOW(), \'deleted\', OLD."id", OLD."updated_at"); RETURN NULL;', hash='e7cc543f43dcca5be2eff309ddc10ed8f388e16c', operation='DELETE', pgid='pgtrigger_deleted_delete_625ab', table='inventory_category', when='AFTER'))],
                    },
                ),
                migrations.CreateModel(
                    name='CategoryEvent',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('id', models.BigIntegerField()),
                        ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='creado')),
                        ('updated_at', models.DateTimeField(auto_now=True, verbose_name='modificado')),
                        ('code', models.SlugField(db_index=False, max_length=60, verbose_name='código')),
                        ('name', models.CharField(max_length=80, verbose_name='nombre')),
                        ('path', models.CharField(default='', editable=False, max_length=200)),
                        ('order', models.PositiveSmallIntegerField(default=100, verbose_name='orden')),
                        ('parent', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='inventory.category', verbose_name='dentro de')),
                        ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='inventory.category')),
                    ],
                    options={
                        'abstract': False,
                        'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='930bb72f2bf317af56416f1b2210c72fa927729a', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_c8e41', table='inventory_categoryevent', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='Product',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='creado')),
                        ('updated_at', models.DateTimeField(auto_now=True, verbose_name='modificado')),
                        ('version', models.PositiveIntegerField(db_default=1, default=1, editable=False)),
                        ('sku', models.CharField(max_length=40, unique=True, verbose_name='código (SKU)')),
                        ('name', models.CharField(max_length=200, verbose_name='nombre')),
                        ('kind', models.CharField(choices=[('goods', 'Producto'), ('service', 'Servicio')], default='goods', max_length=8, verbose_name='clase')),
                        ('barcode', models.CharField(blank=True, max_length=20, verbose_name='código de barras')),
                        ('description', models.TextField(blank=True, verbose_name='descripción')),
                        ('image', models.ImageField(blank=True, upload_to='products', verbose_name='imagen')),
                        ('unit', models.CharField(default='unidad', max_length=12, verbose_name='unidad')),
                        ('price', models.DecimalField(decimal_places=4, default=0, max_digits=14, validators=[django.core.validators.MinValueValidator(0)], verbose_name='precio sin impuesto')),
                        ('cost', models.DecimalField(blank=True, decimal_places=4, max_digits=14, null=True, validators=[django.core.validators.MinValueValidator(0)], verbose_name='costo')),
                        ('tax_rate', models.DecimalField(blank=True, decimal_places=2, help_text='Vacío: la tasa de la empresa.', max_digits=5, null=True, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(100)], verbose_name='impuesto (%)')),
                        ('lead_time_days', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='días de entrega del proveedor')),
                        ('is_active', models.BooleanField(db_default=True, default=True, verbose_name='a la venta')),
                        ('sort_key', models.GeneratedField(db_persist=True, expression=core.database.SortKey(models.F('name')), output_field=models.TextField())),
                        ('search', models.GeneratedField(db_persist=True, expression=core.database.Norm(core.database.Joined(models.F('sku'), models.F('name'), models.F('barcode'))), output_field=models.TextField())),
                        ('brand', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='products', to='inventory.brand', verbose_name='marca')),
                        ('category', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='products', to='inventory.category', verbose_name='categoría')),
                        ('import_batch', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='core.importbatch')),
                    ],
                    options={
                        'verbose_name': 'producto',
                        'verbose_name_plural': 'productos',
                        'indexes': [django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(models.F('search'), name='gin_trgm_ops'), name='product_search_trgm'), models.Index(fields=['sort_key', 'id'], name='product_by_name')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('price__gte', 0)), name='product_price_not_negative'), models.CheckConstraint(condition=models.Q(('cost__gte', 0), ('cost', None), _connector='OR'), name='product_cost_not_negative'), models.UniqueConstraint(condition=models.Q(('barcode', ''), _negated=True), fields=('barcode',), name='product_barcode_once')],
                        'triggers': [pgtrigger.compiler.Trigger(name='changed_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."barcode" IS DISTINCT FROM (NEW."barcode") OR OLD."brand_id" IS DISTINCT FROM (NEW."brand_id") OR OLD."category_id" IS DISTINCT FROM (NEW."category_id") OR OLD."cost" IS DISTINCT FROM (NEW."cost") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."description" IS DISTINCT FROM (NEW."description") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."image" IS DISTINCT FROM (NEW."image") OR OLD."import_batch_id" IS DISTINCT FROM (NEW."import_batch_id") OR OLD."is_active" IS DISTINCT FROM (NEW."is_active") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."lead_time_days" IS DISTINCT FROM (NEW."lead_time_days") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."price" IS DISTINCT FROM (NEW."price") OR OLD."sku" IS DISTINCT FROM (NEW."sku") OR OLD."tax_rate" IS DISTINCT FROM (NEW."tax_rate") OR OLD."unit" IS DISTINCT FROM (NEW."unit") OR OLD."version" IS DISTINCT FROM (NEW."version"))', func='INSERT INTO "inventory_productevent" ("barcode", "brand_id", "category_id", "cost", "created_at", "description", "id", "image", "import_batch_id", "is_active", "kind", "lead_time_days", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "price", "sku", "tax_rate", "unit", "updated_at", "version") VALUES (OLD."barcode", OLD."brand_id", OLD."category_id", OLD."cost", OLD."created_at", OLD."description", OLD."id", OLD."image", OLD."import_batch_id", OLD."is_active", OLD."kind", OLD."lead_time_days", OLD."name", _pgh_attach_context(), NOW(), \'changed\', OLD."id", OLD."price", OLD."sku", OLD."tax_rate", OLD."unit", OLD."updated_at", OLD."version"); RETURN NULL;', hash='76e67557c26c374cae1636188a40ba700764f05f', operation='UPDATE', pgid='pgtrigger_changed_update_cb83e', table='inventory_product', when='AFTER')), pgtrigger.compiler.Trigger(name='deleted_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "inventory_productevent" ("barcode", "brand_id", "category_id", "cost", "created_at", "description", "id", "image", "import_batch_id", "is_active", "kind", "lead_time_days", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "price", "sku", "tax_rate", "unit", "updated_at", "version") VALUES (OLD."barcode", OLD."brand_id", OLD."category_id", OLD."cost", OLD."created_at", OLD."description", OLD."id", OLD."image", OLD."import_batch_id", OLD."is_active", OLD."kind", OLD."lead_time_days", OLD."name", _pgh_attach_context(), NOW(), \'deleted\', OLD."id", OLD."price", OLD."sku", OLD."tax_rate", OLD."unit", OLD."updated_at", OLD."version"); RETURN NULL;', hash='a8a91456136a73f6f3f7ccdae2ca04c86f4b8367', operation='DELETE', pgid='pgtrigger_deleted_delete_17d6f', table='inventory_product', when='AFTER'))],
                    },
                ),
                migrations.CreateModel(
                    name='ProductEvent',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('id', models.BigIntegerField()),
                        ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='creado')),
                        ('updated_at', models.DateTimeField(auto_now=True, verbose_name='modificado')),
                        ('version', models.PositiveIntegerField(db_default=1, default=1, editable=False)),
                        ('sku', models.CharField(max_length=40, verbose_name='código (SKU)')),
                        ('name', models.CharField(max_length=200, verbose_name='nombre')),
                        ('kind', models.CharField(choices=[('goods', 'Producto'), ('service', 'Servicio')], default='goods', max_length=8, verbose_name='clase')),
                        ('barcode', models.CharField(blank=True, max_length=20, verbose_name='código de barras')),
                        ('description', models.TextField(blank=True, verbose_name='descripción')),
                        ('image', models.ImageField(blank=True, upload_to='products', verbose_name='imagen')),
                        ('unit', models.CharField(default='unidad', max_length=12, verbose_name='unidad')),
                        ('price', models.DecimalField(decimal_places=4, default=0, max_digits=14, validators=[django.core.validators.MinValueValidator(0)], verbose_name='precio sin impuesto')),
                        ('cost', models.DecimalField(blank=True, decimal_places=4, max_digits=14, null=True, validators=[django.core.validators.MinValueValidator(0)], verbose_name='costo')),
                        ('tax_rate', models.DecimalField(blank=True, decimal_places=2, help_text='Vacío: la tasa de la empresa.', max_digits=5, null=True, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(100)], verbose_name='impuesto (%)')),
                        ('lead_time_days', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='días de entrega del proveedor')),
                        ('is_active', models.BooleanField(db_default=True, default=True, verbose_name='a la venta')),
                        ('brand', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='inventory.brand', verbose_name='marca')),
                        ('category', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='inventory.category', verbose_name='categoría')),
                        ('import_batch', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.importbatch')),
                        ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='inventory.product')),
                    ],
                    options={
                        'abstract': False,
                        'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='e91472badf659816e748ecec7f3a61d3b15c4e83', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_c4567', table='inventory_productevent', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='StockMovement',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('opening', 'Saldo inicial'), ('receipt', 'Entrada de compra'), ('sale', 'Venta'), ('return', 'Devolución de cliente'), ('count', 'Ajuste por conteo'), ('transfer_out', 'Traslado, salida'), ('transfer_in', 'Traslado, entrada'), ('write_off', 'Baja')], max_length=12, verbose_name='movimiento')),
                        ('quantity', models.DecimalField(decimal_places=3, max_digits=14, verbose_name='cantidad')),
                        ('unit_cost', models.DecimalField(decimal_places=4, max_digits=14, verbose_name='costo unitario')),
                        ('occurred_on', models.DateField(verbose_name='día')),
                        ('occurred_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='hora')),
                        ('reference', models.CharField(blank=True, max_length=80, verbose_name='referencia')),
                        ('key', models.CharField(max_length=120, unique=True)),
                        ('actor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('import_batch', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.importbatch')),
                        ('product', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='movements', to='inventory.product', verbose_name='producto')),
                        ('reverses', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reversed_by', to='inventory.stockmovement', verbose_name='anula')),
                        ('warehouse', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='movements', to='inventory.warehouse', verbose_name='almacén')),
                    ],
                    options={
                        'verbose_name': 'movimiento de stock',
                        'verbose_name_plural': 'movimientos de stock',
                        'indexes': [models.Index(fields=['product', 'warehouse', 'occurred_on'], name='movement_by_product'), models.Index(fields=['occurred_on'], name='movement_by_day')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('quantity', 0), _negated=True), name='stock_movement_not_zero'), models.CheckConstraint(condition=models.Q(('unit_cost__gte', 0)), name='stock_movement_cost_not_negative')],
                        'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='0d157d8e171eaeca0471e6cb948f16b6c55d78eb', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_353f0', table='inventory_stockmovement', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='StockBalance',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('on_hand', models.DecimalField(db_default=0, decimal_places=3, default=0, max_digits=14, verbose_name='en almacén')),
                        ('reserved', models.DecimalField(db_default=0, decimal_places=3, default=0, max_digits=14, verbose_name='reservado')),
                        ('value', models.DecimalField(db_default=0, decimal_places=4, default=0, max_digits=18, verbose_name='valor al costo')),
                        ('product', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='balances', to='inventory.product', verbose_name='producto')),
                        ('warehouse', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='balances', to='inventory.warehouse', verbose_name='almacén')),
                    ],
                    options={
                        'verbose_name': 'saldo de stock',
                        'verbose_name_plural': 'saldos de stock',
                        'constraints': [models.UniqueConstraint(fields=('product', 'warehouse'), name='stock_balance_once'), models.CheckConstraint(condition=models.Q(('on_hand__gte', 0)), name='stock_on_hand_not_negative'), models.CheckConstraint(condition=models.Q(('reserved__gte', 0), ('reserved__lte', models.F('on_hand'))), name='stock_reserved_within_on_hand')],
                    },
                ),
            ],
        ),
    ]
