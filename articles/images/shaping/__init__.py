"""Pictures of strangers made into safe renditions: hostile bytes go in, freshly encoded pixels come out. No Django, no files.

`decoder.Decoder` is the way in; everything that touches the bytes runs in a limited process of its own (`child`).
"""
