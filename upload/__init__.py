"""Brings a finished folder to its users: to the Hub, and to a page for browsing.

To the Hub belong the card, the difference, the publication and the check. This package meets the
builder in a folder on disk only. Example: python -m upload publish bigearthnet_txt --repo ORG/NAME
--version 1.0.0
"""
