"""Files that regions may send, each with the reason why it is here and what must become of it.

One module per field: kinds of files, layouts, rules, threats. Each has a tuple `CASES`; the test
next to this folder sends them all. Bombs are made when the test runs, never stored.
"""
