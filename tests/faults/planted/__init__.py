"""Planted bugs: each module runs the real gateway with one fault forced, and on request with one bug in it.

Without the bug the fault alone happens: the honest gateway must come out of it clean. No module is of use elsewhere.
"""
