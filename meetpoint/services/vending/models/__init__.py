"""Machines and what is in them; vends and the messages of them; visits, tokens, audits, commands."""

from meetpoint.services.vending.models.audits import AuditCount, AuditRead
from meetpoint.services.vending.models.commands import Command, Operation
from meetpoint.services.vending.models.machines import (
    Access,
    CounterProfile,
    Machine,
    MachineKind,
    Slot,
    Source,
)
from meetpoint.services.vending.models.messages import KeptMessage, Message
from meetpoint.services.vending.models.signals import MachineDay, Outage, OutageKind, Signal
from meetpoint.services.vending.models.tokens import LimitRule, Token, TokenUse
from meetpoint.services.vending.models.vends import Result, Vend
from meetpoint.services.vending.models.visits import RestockLine, RestockVisit

__all__ = [
    "Access",
    "AuditCount",
    "AuditRead",
    "Command",
    "CounterProfile",
    "KeptMessage",
    "LimitRule",
    "Machine",
    "MachineDay",
    "MachineKind",
    "Message",
    "Operation",
    "Outage",
    "OutageKind",
    "RestockLine",
    "RestockVisit",
    "Result",
    "Signal",
    "Slot",
    "Source",
    "Token",
    "TokenUse",
    "Vend",
]
