from .catalogue import Brand, Category, Product
from .stock import StockBalance, StockMovement, Warehouse

__all__ = ["Brand", "Category", "Product", "StockBalance", "StockMovement", "Warehouse"]
