"""The sun certificate of a plan: what it takes from a home or from all, as JSON and on one page.

`document` is the certificate itself, made of results and nothing else, so that `check` can make it
again; `sheet` puts it in words, `draw` adds pictures and `typeset` makes the page.
"""
