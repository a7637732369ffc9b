# Few verbs, the same for people and CI. `make run` and `make test` need only Python 3.11+ and make.

.DEFAULT_GOAL := help
.PHONY: help env run test check bench lock types clean
