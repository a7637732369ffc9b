"""Payload to observations or rejections, one module per format; pure."""
