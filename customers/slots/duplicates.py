"""What repeated customers put into the slots: the queue's entry, its search, its report."""

from core.jobs import JobKind
from core.slots import JOB_KINDS, NAVIGATION, REPORTS, UNDO, NavItem, Report
from customers import exports
from customers.queries.duplicates import open_pairs
from customers.services import duplicates
from customers.services.merging_undo import take_back_merge

NAVIGATION.add(
    "customers.duplicates",
    NavItem("Duplicados", "customers:duplicates", "git-compare", "Clientes", count=open_pairs),
    order=140,
)
JOB_KINDS.add(duplicates.KIND, JobKind(duplicates.TITLE, duplicates.search_job))
REPORTS.add("duplicates", Report("Clientes que pueden ser el mismo", exports.ask_nothing, exports.duplicates), order=60)
UNDO.add("customers.pairs", duplicates.take_back_different)
UNDO.add("customers.merge", take_back_merge)
