"""A finished folder -> the Hub: card, difference, publication, check. It meets the builder in a folder on disk only.

python -m upload publish bigearthnet_txt --repo ORG/NAME --version 1.0.0
"""
