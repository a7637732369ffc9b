"""Payload to observations or rejections, one module per format; pure.

A decoder never raises: what it cannot use it returns, with the reason, beside what it can.
Its examples, `examples/<format>.yaml`, are its documentation and its tests.
"""
