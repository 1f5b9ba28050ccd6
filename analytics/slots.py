"""What this app puts into the slots of the apps below it."""

from core.slots import NAVIGATION, NavItem

NAVIGATION.add("analytics.home", NavItem("Hoy", "analytics:home", "sun", phone=True), order=10)
NAVIGATION.add("core.help", NavItem("Ayuda", "core:help", "help-circle", section="Ajustes"), order=900)
