from .customers import Category, Customer
from .standing import CustomerStanding

__all__ = ["Category", "Customer", "CustomerStanding"]
