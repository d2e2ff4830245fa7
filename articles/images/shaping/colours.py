"""From any mode of Pillow's to RGB or RGBA in sRGB."""

from __future__ import annotations

from io import BytesIO

from PIL import Image, ImageCms

SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
# The letters that stand for its colours in a profile, and the modes that it may describe.
SPACES = {b"RGB ": ("RGB", "RGBA"), b"CMYK": ("CMYK",)}
OPAQUE = 255


def has_alpha(picture: Image.Image) -> bool:
    """Whether the mode or the header speaks of transparency; the pixels are not asked."""
    return picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info


def plain(picture: Image.Image) -> Image.Image:
    """RGB, RGBA, or CMYK, which waits for its profile. Sixteen bits are scaled down, which Pillow alone would clip."""
    if picture.mode.startswith("I"):
        picture = picture.point(lambda value: value * (1 / 256)).convert("L")
    if has_alpha(picture):
        return picture.convert("RGBA")
    return picture if picture.mode == "CMYK" else picture.convert("RGB")


def to_srgb(picture: Image.Image, profile: object) -> Image.Image:
    """By the profile that came with it, if it is one for these pixels. A broken profile is no profile."""
    if isinstance(profile, bytes) and picture.mode in SPACES.get(profile[16:20], ()):
        try:
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            # Most profiles are sRGB under a name of their maker.
            if "sRGB" not in ImageCms.getProfileDescription(source):
                mode = "RGB" if picture.mode == "CMYK" else picture.mode
                transform = ImageCms.buildTransform(source, SRGB, picture.mode, mode)
                picture = ImageCms.applyTransform(picture, transform) or picture
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            pass
    picture.info.clear()
    return picture.convert("RGB") if picture.mode == "CMYK" else picture


def without_blank_alpha(picture: Image.Image) -> Image.Image:
    """RGB if no pixel lets anything through."""
    if picture.mode == "RGBA" and picture.getchannel("A").getextrema() == (OPAQUE, OPAQUE):
        return picture.convert("RGB")
    return picture


def on_white(picture: Image.Image) -> Image.Image:
    if picture.mode == "RGB":
        return picture
    ground = Image.new("RGBA", picture.size, "white")
    ground.alpha_composite(picture)
    return ground.convert("RGB")
