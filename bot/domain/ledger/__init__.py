"""A second opinion on the books of one person: what should be there, worked out from the log.

It shares no code with the planner: `knead ledger verify` would otherwise agree with its faults.
The rules are those of docs/discussion/days-and-deliveries.md. What no row can decide is let
pass: whole books of any history give no finding.
"""
