"""Writing to single records of a CRM: tasks about them, and single fields of them.

Steps, limits, approval, the log and the way back are those of changes of campaigns.
"""
