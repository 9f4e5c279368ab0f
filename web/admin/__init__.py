"""The API of the CMS: what staff see and do, one noun a file, each view behind a permission (`guard.staff_required`).

What a view changes, or shows of people, it writes into the audit log in the same transaction (`acting.acting`).
Imports as `web` may; nothing outside this folder but `web.app` and `web.commands` imports it.
"""
