from .after import PostSaleStanding, PostSaleTurn, ProductPair
from .changes import ChangedDay
from .cobros import Allocation, ReminderRule
from .codes import NonProductCode
from .force import HandOver, PostSaleRule, SalesRules, Target
from .opportunities import (
    Opportunity,
    OpportunityCompetitor,
    OpportunityContact,
    OpportunityFile,
    OpportunityInteraction,
    OpportunityNote,
    OpportunityProduct,
    OpportunityTask,
    StageChange,
    StepDone,
)
from .orders import Order, OrderLine
from .payments import Payment
from .pipelines import Competitor, LossReason, Pipeline, Stage, StageStep
from .quotes import Quote, QuoteAnswer, QuoteLine, QuoteLink, QuoteQuestion, QuoteTemplate, QuoteVersion
from .recoveries import Recovery
from .redirected import AssignmentRule, RedirectCause, RedirectedLine, RedirectedOrder

__all__ = [
    "Allocation",
    "AssignmentRule",
    "ChangedDay",
    "Competitor",
    "HandOver",
    "LossReason",
    "NonProductCode",
    "Opportunity",
    "OpportunityCompetitor",
    "OpportunityContact",
    "OpportunityFile",
    "OpportunityInteraction",
    "OpportunityNote",
    "OpportunityProduct",
    "OpportunityTask",
    "Order",
    "OrderLine",
    "Payment",
    "Pipeline",
    "PostSaleRule",
    "PostSaleStanding",
    "PostSaleTurn",
    "ProductPair",
    "Quote",
    "QuoteAnswer",
    "QuoteLine",
    "QuoteLink",
    "QuoteQuestion",
    "QuoteTemplate",
    "QuoteVersion",
    "Recovery",
    "RedirectCause",
    "RedirectedLine",
    "RedirectedOrder",
    "ReminderRule",
    "SalesRules",
    "Stage",
    "StageChange",
    "StageStep",
    "StepDone",
    "Target",
]
