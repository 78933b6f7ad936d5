"""Fields of what is done with people: tasks and events."""

from sandbox.schema.people import _SYSTEM

_RELATED = """
WhoId reference > Contact,Lead = Name ID
WhatId reference > Account,Campaign,Opportunity = Related To ID
Subject string(255)
"""
TASK = f"""
Id id! = Activity ID
{_RELATED.strip()}
ActivityDate date = Due Date Only
Status picklist(40)!
Priority picklist(40)!
IsHighPriority boolean! = High Priority
OwnerId reference! > Group,User = Assigned To ID
Description textarea(32000)
CurrencyIsoCode picklist(3)! = Activity Currency
IsDeleted boolean! = Deleted
AccountId reference > Account
IsClosed boolean! = Closed
{_SYSTEM.strip()}
IsArchived boolean! = Archived
CallDurationInSeconds int = Call Duration
CallType picklist(40)
CallDisposition string(255) = Call Result
TaskSubtype picklist(40)
"""
EVENT = f"""
Id id! = Activity ID
{_RELATED.strip()}
Location string(255)
IsAllDayEvent boolean! = All-Day Event
ActivityDateTime datetime = Due Date Time
ActivityDate date = Due Date Only
DurationInMinutes int = Duration
StartDateTime datetime = Start Date Time
EndDateTime datetime = End Date Time
Description textarea(32000)
AccountId reference > Account
OwnerId reference! > User = Assigned To ID
CurrencyIsoCode picklist(3)! = Activity Currency
IsPrivate boolean! = Private
ShowAs picklist(40) = Show Time As
IsDeleted boolean! = Deleted
{_SYSTEM.strip()}
IsArchived boolean! = Archived
"""
