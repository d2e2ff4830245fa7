"""What a picture looks like, told from a small copy: its colour, where to look, whether there is anything to see, a fingerprint.

All of it is deterministic, and cheap enough (a few milliseconds) to be done for every picture.
"""

from __future__ import annotations

from colorsys import rgb_to_hls
from math import cos, pi
from statistics import median

from PIL import Image, ImageChops, ImageFilter

from articles.images.shaping.roles import Focus

# The long side of the copy, in pixels.
SIDE = 64
# A band may vary by so many of 256 steps and still be one colour: what JPEG makes of one.
FLAT = 10
HASHED = 32
LOW = 8
COSINES = [[cos(pi * frequency * (2 * at + 1) / (2 * HASHED)) for at in range(HASHED)] for frequency in range(LOW)]
# Hues of skin, on Pillow's circle of 256.
SKIN = [255 if hue < 25 or hue > 245 else 0 for hue in range(256)]


def small(picture: Image.Image) -> Image.Image:
    """The copy that the other functions want."""
    scale = SIDE / max(picture.size)
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    return picture.copy() if scale >= 1 else picture.resize(size, Image.Resampling.BOX, reducing_gap=1.0)


def is_flat(copy: Image.Image) -> bool:
    """Whether nobody would see anything on it. What is told apart by transparency alone is seen."""
    return min(copy.size) <= 2 or all(high - low <= FLAT for low, high in map(_extrema, copy.split()))


def colour(copy: Image.Image) -> str:
    """ "#rrggbb": that of the colours which cover much of the picture, with a preference for the lively ones."""
    found = _seen(copy).quantize(6, Image.Quantize.MEDIANCUT).convert("RGB").getcolors() or []
    _, best = max((count * _liveliness(shade), shade) for count, shade in found if isinstance(shade, tuple))
    return "#" + "".join(f"{band:02x}" for band in best[:3])


def focus(copy: Image.Image) -> Focus:
    """(x, y), 0 to 1: the middle of what draws the eye; the picture's own middle where nothing does. Wants RGB."""
    map_ = _saliency(copy)
    width, height = map_.size
    values = map_.tobytes()
    # Only the strongest parts count, or a busy background would pull everything to the middle.
    threshold = max(values) * 0.55
    weights = [(value - threshold, at) for at, value in enumerate(values) if value > threshold]
    total = sum(weight for weight, _ in weights)
    if not total:
        return (0.5, 0.5)
    x = sum(weight * (at % width + 0.5) for weight, at in weights) / total / width
    y = sum(weight * (at // width + 0.5) for weight, at in weights) / total / height
    return (round(x, 2), round(y, 2))


def fingerprint(copy: Image.Image) -> str:
    """64 bits as 16 hex digits: the signs of the lowest frequencies against their median. The same picture in another size or quality
    differs in a few bits, another picture in about 32. Flat pictures have noise for a fingerprint. Wants RGB."""
    grey = copy.convert("L").resize((HASHED, HASHED), Image.Resampling.BILINEAR).tobytes()
    rows = [grey[at : at + HASHED] for at in range(0, len(grey), HASHED)]
    across = [[sum(map(float.__mul__, wave, map(float, row))) for wave in COSINES] for row in rows]
    down = [[sum(wave[y] * across[y][x] for y in range(HASHED)) for x in range(LOW)] for wave in COSINES]
    values = [value for row in down for value in row]
    middle = median(values[1:])
    return f"{sum(1 << at for at, value in enumerate(values) if value > middle):016x}"


def _extrema(band: Image.Image) -> tuple[float, float]:
    low, high = band.getextrema()
    assert not isinstance(low, tuple) and not isinstance(high, tuple)
    return low, high


def _seen(copy: Image.Image) -> Image.Image:
    """What is not transparent, in one row; a white pixel if everything is."""
    if copy.mode == "RGB":
        return copy
    pixels = copy.tobytes()
    opaque = b"".join(pixels[at : at + 3] for at in range(0, len(pixels), 4) if pixels[at + 3] > 127) or b"\xff\xff\xff"
    return Image.frombytes("RGB", (len(opaque) // 3, 1), opaque)


def _liveliness(shade: tuple[int, ...]) -> float:
    _, lightness, saturation = rgb_to_hls(*(band / 255 for band in shade[:3]))
    # Nearly black and nearly white have any saturation that rounding gives them.
    return 1 + 2 * saturation * (1 - abs(2 * lightness - 1))


def _saliency(copy: Image.Image) -> Image.Image:
    """Edges, lively colours, what differs from the whole, and skin, blurred into patches, the middle preferred a little."""
    size = copy.size
    hue, saturation, value = copy.convert("HSV").split()
    lively = ImageChops.multiply(saturation, value)
    mean = copy.resize((1, 1), Image.Resampling.BOX).resize(size)
    odd = ImageChops.difference(copy, mean).convert("L")
    edges = _edges(copy.convert("L"))
    skin = ImageChops.multiply(hue.point(SKIN), lively)
    drawn = ImageChops.add(ImageChops.add(edges, odd, 2), ImageChops.add(lively, skin, 2), 1.5)
    patches = drawn.filter(ImageFilter.BoxBlur(max(1, max(size) // 16)))
    # 255 at the middle, and still 150 in the corners.
    bias = ImageChops.invert(Image.radial_gradient("L").resize(size)).point([150 + level * 105 // 255 for level in range(256)])
    return ImageChops.multiply(patches, bias)


def _edges(grey: Image.Image) -> Image.Image:
    """FIND_EDGES leaves the outermost pixels as they are, and a bright frame is no edge."""
    found = grey.filter(ImageFilter.FIND_EDGES)
    inner = Image.new("L", grey.size)
    inner.paste(found.crop((1, 1, max(1, grey.width - 1), max(1, grey.height - 1))), (1, 1))
    return inner
