from .rfm import RfmCell, RfmHistory, RfmMove, RfmRun, RfmScheme, RfmSegmentWeek, RfmState, SegmentRule
from .rollups import OrdersWeek, ProductWeek, RollupFill, Rotation, SalesWeek, StockWeek

__all__ = [
    "OrdersWeek",
    "ProductWeek",
    "RfmCell",
    "RfmHistory",
    "RfmMove",
    "RfmRun",
    "RfmScheme",
    "RfmSegmentWeek",
    "RfmState",
    "RollupFill",
    "Rotation",
    "SalesWeek",
    "SegmentRule",
    "StockWeek",
]
