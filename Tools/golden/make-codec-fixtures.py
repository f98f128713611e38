#!/usr/bin/env python3
"""Writes the pictures that Tests/ImageDecodingTests decodes, and what they must decode to.

    python3 Tools/golden/make-codec-fixtures.py

Needs numpy and Pillow 13. PNG files are put together here, chunk by chunk, because Pillow cannot write every kind;
their expected pixels come from numpy, without any decoder. JPEG files are written by Pillow, some then patched, and
their expected pixels are Pillow's own decoding. The output is the same on every run.

Fixtures/PNG      name.png, name.adam7.png and name.rgba: height × width × 4 bytes, before any compositing
Fixtures/JPEG     name.jpg and name.rgb: height × width × 3 bytes
Fixtures/Upright  one picture in orientations 1 to 8, as PNG and JPEG, and upright.rgb
Fixtures/Damaged  files that must be refused, or must be decoded in spite of an oddity
"""

import io
import struct
import zlib
from pathlib import Path

import numpy as np
from PIL import Image

FIXTURES = Path(__file__).resolve().parents[2] / "Tests" / "ImageDecodingTests" / "Fixtures"
HEIGHT, WIDTH = 11, 13  # odd, so that every Adam7 pass ends within a block of eight
GREY, RGB, PALETTE, GREY_ALPHA, RGBA = 0, 2, 3, 4, 6
CHANNELS = {GREY: 1, RGB: 3, PALETTE: 1, GREY_ALPHA: 2, RGBA: 4}
NAMES = {GREY: "grey", RGB: "rgb", PALETTE: "palette", GREY_ALPHA: "grey-alpha", RGBA: "rgba"}
SIGNATURE = b"\x89PNG\r\n\x1a\n"


# PNG, by the specification


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def header(height, width, depth, color_type, interlaced=False):
    return chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, color_type, 0, 0, int(interlaced)))


def pack(row, depth):
    """Samples of one row → bytes."""
    if depth == 16:
        return row.astype(">u2").tobytes()
    if depth == 8:
        return row.astype(np.uint8).tobytes()
    bits = (row[:, None] >> np.arange(depth - 1, -1, -1)) & 1
    return np.packbits(bits.astype(np.uint8).ravel()).tobytes()


def paeth(left, up, corner):
    distances = [abs(up - corner), abs(left - corner), abs(left + up - 2 * corner)]
    return [left, up, corner][distances.index(min(distances))]


def filtered(rows, step):
    """Bytes of rows → filtered bytes, the five filters in turn."""
    result, above = b"", bytes(len(rows[0]))
    for index, row in enumerate(rows):
        kind = index % 5
        result += bytes([kind])
        for at, value in enumerate(row):
            left = row[at - step] if at >= step else 0
            corner = above[at - step] if at >= step else 0
            predicted = [0, left, above[at], (left + above[at]) // 2, paeth(left, above[at], corner)][kind]
            result += bytes([(value - predicted) % 256])
        above = row
    return result


def image_data(samples, depth, interlaced):
    """(height, width, channels) samples → the uncompressed contents of IDAT."""
    step = max(1, samples.shape[2] * depth // 8)
    passes = [(0, 0, 8, 8), (0, 4, 8, 8), (4, 0, 8, 4), (0, 2, 4, 4), (2, 0, 4, 2), (0, 1, 2, 2), (1, 0, 2, 1)]
    data = b""
    for top, left, down, right in passes if interlaced else [(0, 0, 1, 1)]:
        part = samples[top::down, left::right]
        if part.size:
            data += filtered([pack(row.ravel(), depth) for row in part], step)
    return data


def png(samples, depth, color_type, interlaced=False, before=b"", after=b"", compressed=None):
    height, width = samples.shape[:2]
    if compressed is None:
        compressed = zlib.compress(image_data(samples, depth, interlaced), 9)
    half = len(compressed) // 2  # two IDAT chunks, because one is not the only way
    data = chunk(b"IDAT", compressed[:half]) + chunk(b"IDAT", compressed[half:])
    return SIGNATURE + header(height, width, depth, color_type, interlaced) + before + data + after + chunk(b"IEND", b"")


def to_8_bits(samples, depth):
    """Scaled and rounded, in integers: (2 · v · 255 + most) / (2 · most), rounded down."""
    most = 2**depth - 1
    return (2 * samples.astype(np.int64) * 255 + most) // (2 * most)


def expected_rgba(samples, depth, color_type, palette, palette_alpha, transparent):
    """What the specification says the samples mean."""
    alpha = np.full(samples.shape[:2], 255)
    if color_type == PALETTE:
        rgb = palette[samples[..., 0]]
        alpha = palette_alpha[samples[..., 0]]
    elif color_type in (GREY, GREY_ALPHA):
        rgb = np.repeat(to_8_bits(samples[..., :1], depth), 3, axis=2)
    else:
        rgb = to_8_bits(samples[..., :3], depth)
    if color_type in (GREY_ALPHA, RGBA):
        alpha = to_8_bits(samples[..., -1], depth)
    if transparent is not None:
        alpha = np.where((samples == transparent).all(axis=2), 0, 255)
    return np.dstack([rgb, alpha]).astype(np.uint8)


def write_png_kind(folder, color_type, depth, has_trns, generator):
    samples = generator.integers(0, 2**depth, (HEIGHT, WIDTH, CHANNELS[color_type]))
    palette = generator.integers(0, 256, (2**depth, 3))
    palette_alpha = np.full(2**depth, 255)
    before, transparent = b"", None
    if color_type == PALETTE:
        before += chunk(b"PLTE", palette.astype(np.uint8).tobytes())
    if has_trns and color_type == PALETTE:
        count = max(1, len(palette) // 2)  # entries beyond the chunk's are opaque
        palette_alpha[:count] = generator.integers(0, 256, count)
        before += chunk(b"tRNS", palette_alpha[:count].astype(np.uint8).tobytes())
    elif has_trns:
        transparent = samples[3, 5]
        samples[2, 2] = samples[7, 9] = transparent
        if depth == 16:  # differs in the low byte only: must stay opaque
            samples[4, 4] = transparent ^ 1
        before += chunk(b"tRNS", transparent.astype(">u2").tobytes())
    name = f"{NAMES[color_type]}-{depth}" + ("-trns" if has_trns else "")
    (folder / f"{name}.png").write_bytes(png(samples, depth, color_type, False, before))
    (folder / f"{name}.adam7.png").write_bytes(png(samples, depth, color_type, True, before))
    rgba = expected_rgba(samples, depth, color_type, palette, palette_alpha, transparent)
    (folder / f"{name}.rgba").write_bytes(rgba.tobytes())


def write_png_kinds(folder):
    generator = np.random.default_rng(1)
    for color_type, depths in [(GREY, (1, 2, 4, 8, 16)), (PALETTE, (1, 2, 4, 8)), (RGB, (8, 16))]:
        for depth in depths:
            for has_trns in (False, True):
                write_png_kind(folder, color_type, depth, has_trns, generator)
    for color_type in (GREY_ALPHA, RGBA):
        for depth in (8, 16):
            write_png_kind(folder, color_type, depth, False, generator)


def write_ramps(folder):
    """Every 16-bit grey, and every 8-bit grey under every alpha, the latter with what Pillow makes of it on white."""
    ramp = np.arange(65536).reshape(256, 256, 1)
    (folder / "every-grey-16.png").write_bytes(png(ramp, 16, GREY))
    value, alpha = np.meshgrid(np.arange(256), np.arange(256))
    stored = np.dstack([value, alpha])
    (folder / "every-alpha.png").write_bytes(png(stored, 8, GREY_ALPHA))
    picture = Image.fromarray(stored.astype(np.uint8), "LA").convert("RGBA")
    ground = Image.new("RGBA", picture.size, "white")
    on_white = np.array(Image.alpha_composite(ground, picture))[..., :1]
    (folder / "every-alpha.on-white.png").write_bytes(png(on_white, 8, GREY))


def write_png_with_metadata(folder):
    """Gamma, a colour space and text must not change a pixel; an animation's default picture is the picture."""
    samples = np.random.default_rng(2).integers(0, 256, (HEIGHT, WIDTH, 3))
    before = chunk(b"gAMA", struct.pack(">I", 100000)) + chunk(b"sRGB", b"\0") + chunk(b"tEXt", b"Title\0x")
    before += chunk(b"iCCP", b"profile\0\0" + zlib.compress(b"no profile at all"))
    (folder / "metadata.png").write_bytes(png(samples, 8, RGB, before=before))
    control = struct.pack(">IIIIIHHBB", 0, WIDTH, HEIGHT, 0, 0, 1, 10, 0, 0)
    frame = struct.pack(">IIIIIHHBB", 1, WIDTH, HEIGHT, 0, 0, 1, 10, 0, 0)
    data = struct.pack(">I", 2) + zlib.compress(image_data(255 - samples, 8, False))
    before = chunk(b"acTL", struct.pack(">II", 2, 0)) + chunk(b"fcTL", control)
    after = chunk(b"fcTL", frame) + chunk(b"fdAT", data)
    (folder / "animated.png").write_bytes(png(samples, 8, RGB, before=before, after=after))
    opaque = np.full((HEIGHT, WIDTH, 1), 255)
    for name in ("metadata", "animated"):
        (folder / f"{name}.rgba").write_bytes(np.dstack([samples, opaque]).astype(np.uint8).tobytes())


# JPEG, by Pillow


def jpeg(picture, **options):
    stream = io.BytesIO()
    picture.save(stream, "JPEG", **options)
    return stream.getvalue()


def pillow_rgb(data):
    return np.array(Image.open(io.BytesIO(data)).convert("RGB"))


def smooth_picture(mode, height=29, width=35):
    """Waves, each channel its own."""
    y, x = np.mgrid[:height, :width]
    waves = [127.5 + 127.5 * np.sin(x / (3 + c) + c) * np.cos(y / (5 - c) + c) for c in range(4)]
    count = len(Image.new(mode, (1, 1)).getbands())
    pixels = np.dstack(waves[:count]).round().astype(np.uint8)
    return Image.fromarray(pixels[..., 0] if count == 1 else pixels, mode)


def without_segment(data, marker):
    """A JPEG without its first segment of a kind."""
    at = data.index(bytes([0xFF, marker]))
    return data[:at] + data[at + 2 + struct.unpack(">H", data[at + 2 : at + 4])[0] :]


def write_jpeg_kinds(folder):
    rgb, inks = smooth_picture("RGB"), smooth_picture("CMYK")
    cmyk = jpeg(inks, quality=90)
    adobe = cmyk.index(b"Adobe")
    assert cmyk[adobe + 11] in (0, 2)
    kinds = {
        "grey": jpeg(smooth_picture("L"), quality=90),
        "grey-progressive": jpeg(smooth_picture("L"), quality=90, progressive=True),
        "ycbcr-444": jpeg(rgb, quality=90, subsampling=0),
        "ycbcr-422": jpeg(rgb, quality=90, subsampling=1),
        "ycbcr-420": jpeg(rgb, quality=90, subsampling=2),
        "ycbcr-420-progressive": jpeg(rgb, quality=90, subsampling=2, progressive=True),
        "ycbcr-restarts": jpeg(rgb, quality=60, restart_marker_blocks=2),
        "rgb": jpeg(rgb, quality=90, keep_rgb=True),
        "cmyk": cmyk[: adobe + 11] + b"\0" + cmyk[adobe + 12 :],
        "ycck": cmyk[: adobe + 11] + b"\2" + cmyk[adobe + 12 :],
        "ycck-progressive": jpeg(inks, quality=90, progressive=True),
        "cmyk-without-adobe": without_segment(cmyk, 0xEE),
        "comment-and-profile": jpeg(rgb, quality=90, comment=b"x" * 300, icc_profile=b"no profile at all"),
        "one-pixel": jpeg(Image.new("RGB", (1, 1), (200, 30, 90))),
    }
    for name, data in kinds.items():
        (folder / f"{name}.jpg").write_bytes(data)
        (folder / f"{name}.rgb").write_bytes(pillow_rgb(data).tobytes())


# Orientation


def exif_block(orientation, order):
    """A TIFF header and one directory of two entries: a make, and the orientation as SHORT."""
    mark = b"II" if order == "<" else b"MM"
    entries = struct.pack(order + "HHI4s", 0x010F, 2, 4, b"abc\0")
    entries += struct.pack(order + "HHIHH", 0x0112, 3, 1, orientation, 0)
    return mark + struct.pack(order + "HI", 42, 8) + struct.pack(order + "H", 2) + entries + struct.pack(order + "I", 0)


def stored(upright, orientation):
    """How a camera held that way stores the picture: the inverse of what a viewer does, by numpy's own turns."""
    return {
        1: lambda a: a,
        2: lambda a: a[:, ::-1],
        3: lambda a: np.rot90(a, 2),
        4: lambda a: a[::-1],
        5: lambda a: a.swapaxes(0, 1),
        6: lambda a: np.rot90(a, 1),
        7: lambda a: np.rot90(a, 2).swapaxes(0, 1),
        8: lambda a: np.rot90(a, -1),
    }[orientation](upright)


def write_orientations(folder):
    """Blocks of 8 × 8 equal pixels: JPEG stores each by one coefficient, whichever way it is turned."""
    blocks = np.random.default_rng(3).integers(0, 256, (3, 2, 3)).astype(np.uint8)
    upright = np.array(Image.open(io.BytesIO(jpeg(Image.fromarray(np.kron(blocks, np.ones((8, 8, 1), np.uint8))),
                                                  quality=100, subsampling=0))))
    (folder / "upright.rgb").write_bytes(upright.tobytes())
    for orientation in range(1, 9):
        turned = np.ascontiguousarray(stored(upright, orientation))
        order = "<" if orientation % 2 else ">"
        block = exif_block(orientation, order)
        data = jpeg(Image.fromarray(turned), quality=100, subsampling=0, exif=b"Exif\0\0" + block)
        (folder / f"{orientation}.jpg").write_bytes(data)
        exif = chunk(b"eXIf", block)
        before, after = (exif, b"") if orientation < 6 else (b"", exif)  # it may stand on either side of the pixels
        (folder / f"{orientation}.png").write_bytes(png(turned, 8, RGB, before=before, after=after))


# Damage


def damaged_pngs():
    samples = np.random.default_rng(4).integers(0, 256, (HEIGHT, WIDTH, 3))
    whole = png(samples, 8, RGB)
    data = zlib.compress(image_data(samples, 8, False), 9)
    wrong_adler = data[:-1] + bytes([data[-1] ^ 1])
    short = zlib.compress(image_data(samples[:-1], 8, False), 9)
    first_data = whole.index(b"IDAT")
    flipped = bytearray(whole)
    flipped[first_data + 20] ^= 1
    return {
        "bad-crc.png": bytes(flipped),
        "bad-header-crc.png": whole[:29] + bytes([whole[29] ^ 1]) + whole[30:],
        "bad-adler.png": png(samples, 8, RGB, compressed=wrong_adler),
        "rows-missing.png": png(samples, 8, RGB, compressed=short),
        "no-end.png": whole[:-12],
        "no-palette.png": png(samples[..., :1] % 4, 2, PALETTE),
        "no-data.png": SIGNATURE + header(HEIGHT, WIDTH, 8, RGB) + chunk(b"IEND", b""),
        "unknown-critical.png": png(samples, 8, RGB, before=chunk(b"ABCD", b"")),
        "zero-width.png": SIGNATURE + header(HEIGHT, 0, 8, RGB) + chunk(b"IEND", b""),
        "bad-depth.png": png(samples, 4, RGB, compressed=data),
        "bomb.png": SIGNATURE + header(2**31 - 1, 2**31 - 1, 16, RGBA) + chunk(b"IDAT", data) + chunk(b"IEND", b""),
        "bomb-interlaced.png": SIGNATURE + header(60000, 60000, 1, GREY, True) + chunk(b"IDAT", data),
        "odd-trailing-bytes.png": whole + b"trailing bytes",
        "odd-extra-data.png": png(samples, 8, RGB, compressed=zlib.compress(image_data(samples, 8, False) + b"more")),
        "odd-bad-metadata-crc.png": png(samples, 8, RGB, before=chunk(b"tEXt", b"a\0b")[:-1] + b"\0"),
    }


def with_frame(data, precision=8, height=None, width=None, kind=None):
    """A JPEG whose frame header says something else."""
    at = next(i for i in range(2, len(data)) if data[i] == 0xFF and data[i + 1] in (0xC0, 0xC1, 0xC2))
    old = struct.unpack(">HH", data[at + 5 : at + 9])
    size = struct.pack(">HH", height or old[0], width or old[1])
    return data[:at] + bytes([0xFF, kind or data[at + 1]]) + data[at + 2 : at + 4] + bytes([precision]) + size + data[at + 9 :]


def with_scans(count):
    """A progressive JPEG of 8 × 8 greys that sends its first coefficient again and again."""
    data = jpeg(Image.new("L", (8, 8), 77), progressive=True)
    start = data.index(b"\xff\xda")
    end = data.index(b"\xff", start + 2)
    scan = bytearray(data[start:end])
    scan[9] = 0  # at full precision each time, which breaks no rule of progression
    return data[:start] + bytes(scan) * count + b"\xff\xd9"


def damaged_jpegs():
    whole = jpeg(smooth_picture("RGB"), quality=90)
    grey = jpeg(smooth_picture("L"), quality=90)
    scan = whole.index(b"\xff\xda")
    holes = bytearray(whole)
    holes[scan + 60 : scan + 64] = b"\xff\xd3\xff\xd9"
    frame = grey.index(b"\xff\xc0")
    two = grey[:frame] + b"\xff\xc0" + struct.pack(">HBHHB", 14, 8, 29, 35, 2) + b"\1\x11\0\2\x11\0" + grey[frame + 13 :]
    return {
        "12-bit.jpg": with_frame(grey, precision=12, kind=0xC1),
        "lossless.jpg": with_frame(grey, kind=0xC3),
        "two-components.jpg": two,
        "bomb.jpg": with_frame(grey, height=65500, width=65500),
        "bomb-progressive.jpg": with_frame(jpeg(smooth_picture("RGB"), progressive=True), height=9000, width=11000),
        "scans-501.jpg": with_scans(501),
        "odd-scans-500.jpg": with_scans(500),
        "hole.jpg": bytes(holes),
        "no-end.jpg": whole[:-2],
        "header-only.jpg": whole[:scan],
        "odd-trailing-bytes.jpg": whole + b"trailing bytes",
    }


def write_damaged(folder):
    for name, data in {**damaged_pngs(), **damaged_jpegs()}.items():
        (folder / name).write_bytes(data)


def main():
    jobs = {"PNG": [write_png_kinds, write_ramps, write_png_with_metadata], "JPEG": [write_jpeg_kinds],
            "Upright": [write_orientations], "Damaged": [write_damaged]}
    for name, writers in jobs.items():
        folder = FIXTURES / name
        folder.mkdir(parents=True, exist_ok=True)
        for write in writers:
            write(folder)
    print(f"{sum(f.stat().st_size for f in FIXTURES.rglob('*') if f.is_file())} bytes under {FIXTURES}")


if __name__ == "__main__":
    main()
