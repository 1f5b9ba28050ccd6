"""What files of products and of counted stock say."""

from core.imports.kinds import CODE, DATE, DECIMAL, PERCENT, Field

SKU = Field(
    "sku",
    "Código (SKU)",
    CODE,
    required=True,
    max_length=40,
    upper=True,
    synonyms=(
        "codigo",
        "cod",
        "cod producto",
        "codigo producto",
        "codigo articulo",
        "articulo",
        "referencia",
        "ref",
        "stockcode",
        "product id",
        "productid",
        "product code",
        "item code",
        "id producto",
    ),
)

PRODUCT_FIELDS = (
    SKU,
    Field(
        "name",
        "Nombre",
        max_length=200,
        synonyms=(
            "producto",
            "descripcion",
            "nombre producto",
            "description",
            "product name",
            "productname",
            "detalle",
        ),
    ),
    Field(
        "category",
        "Categoría",
        max_length=80,
        synonyms=("familia", "rubro", "linea", "grupo", "department", "category name", "categoryname"),
        help="Se crea si no existe.",
    ),
    Field(
        "brand", "Marca", max_length=80, synonyms=("fabricante", "brand", "manufacturer"), help="Se crea si no existe."
    ),
    Field(
        "barcode",
        "Código de barras",
        CODE,
        max_length=20,
        synonyms=("ean", "ean13", "gtin", "upc", "codigo barra", "codbarras"),
    ),
    Field(
        "price",
        "Precio sin impuesto",
        DECIMAL,
        minimum=0,
        decimals=4,
        synonyms=("precio", "precio venta", "pvp", "valor venta", "unitprice", "unit price", "list price"),
    ),
    Field(
        "cost",
        "Costo",
        DECIMAL,
        minimum=0,
        decimals=4,
        synonyms=("costo unitario", "coste", "precio compra", "unit cost", "standard cost"),
    ),
    Field("unit", "Unidad", max_length=12, synonyms=("unidad medida", "um", "und", "unit of measure", "uom")),
    Field(
        "tax_rate",
        "Impuesto (%)",
        PERCENT,
        minimum=0,
        limit=101,
        decimals=2,
        synonyms=("igv", "iva", "impuesto", "tasa", "tax", "vat"),
        help="Vacío: la tasa de la empresa.",
    ),
)

STOCK_FIELDS = (
    SKU,
    Field(
        "warehouse",
        "Almacén",
        max_length=80,
        synonyms=("bodega", "deposito", "sede", "tienda", "sucursal", "location", "local"),
        help="Código o nombre. Vacío: el único almacén que haya.",
    ),
    Field(
        "quantity",
        "Cantidad contada",
        DECIMAL,
        required=True,
        minimum=0,
        limit=10**9,
        decimals=3,
        synonyms=(
            "cantidad",
            "stock",
            "existencia",
            "existencias",
            "saldo",
            "on hand",
            "units in stock",
            "qty",
            "unidades",
        ),
        help="Lo que hay, no lo que entra o sale.",
    ),
    Field(
        "unit_cost",
        "Costo unitario",
        DECIMAL,
        minimum=0,
        decimals=4,
        synonyms=("costo", "coste", "cost", "costo promedio"),
    ),
    Field("date", "Día del conteo", DATE, synonyms=("fecha", "dia", "fecha conteo", "counted on"), help="Vacío: hoy."),
)
