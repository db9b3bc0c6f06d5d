#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the small pictures of this folder and expected.tsv: what each format's own tools see in them.

Debian 12: libheif-examples libavif-bin libjxl-tools libopenjp2-tools libraw-bin librsvg2-bin imagemagick
libimage-exiftool-perl python3-pil python3-numpy. The files are committed: run this only to add one.
"""
import io, struct, subprocess, sys, tempfile, zipfile
from pathlib import Path
import numpy as np
from PIL import Image, ImageCms

HERE = Path(__file__).resolve().parent
WIDTH, HEIGHT = 32, 24
COLOURS = [(200, 60, 40), (40, 180, 90), (50, 80, 210), (230, 220, 120)]  # upper left, upper right, lower …
SPOTS = [(0.25, 0.25), (0.75, 0.25), (0.25, 0.75), (0.75, 0.75)]
P3 = HERE / "p3.icc"
rows = []


def quadrants(alpha=False, deep=False):
    pixels = np.zeros((HEIGHT, WIDTH, 4), np.uint16)
    for i, colour in enumerate(COLOURS):
        y, x = i // 2 * HEIGHT // 2, i % 2 * WIDTH // 2
        pixels[y:y + HEIGHT // 2, x:x + WIDTH // 2, :3] = colour
        pixels[y:y + HEIGHT // 2, x:x + WIDTH // 2, 3] = 128 if i == 3 else 255
    pixels = pixels if alpha else pixels[..., :3]
    return pixels * 257 if deep else pixels.astype(np.uint8)


def run(*command):
    subprocess.run([str(part) for part in command], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def spots_of(path):
    """Colours in the middle of each quarter, 0 to 255, as a tool decoded them."""
    size = subprocess.run(["identify", "-format", "%w %h", f"{path}[0]"], capture_output=True, text=True, check=True)
    width, height = map(int, size.stdout.split())
    with tempfile.NamedTemporaryFile(suffix=".rgba") as raw:
        run("convert", f"{path}[0]", "-alpha", "on", "-depth", "16", "-endian", "LSB", "rgba:" + raw.name)
        pixels = np.fromfile(raw.name, "<u2").reshape(height, width, 4) / 257
    return (width, height), [pixels[int(y * height), int(x * width)].round(1) for x, y in SPOTS]


def row(name, bits, channels, tool_picture, profile="", exif=0, xmp=0, size=None, spots=None, tolerance=2):
    if tool_picture is not None:
        size, spots = spots_of(tool_picture)
    text = " ".join(",".join(f"{v:g}" for v in list(spot)[:channels if channels > 2 else 3]) for spot in spots)
    rows.append([name, *size, bits, channels, profile, exif, xmp, tolerance, text])


def save_png(path, pixels, icc=None, exif=None):
    if pixels.dtype == np.uint16:
        kind = "rgba" if pixels.shape[2] == 4 else "rgb"
        subprocess.run(["convert", "-size", f"{WIDTH}x{HEIGHT}", "-depth", "16", "-endian", "LSB", f"{kind}:-",
                        "-define", "png:exclude-chunk=gAMA,cHRM,date", "-define", "png:bit-depth=16", "-define", f"png:color-type={6 if kind == 'rgba' else 2}",
                        *(["-profile", str(icc)] if icc else []), str(path)], input=pixels.astype("<u2").tobytes(), check=True)
        return path
    extra = {"icc_profile": Path(icc).read_bytes()} if icc else {}
    Image.fromarray(pixels).save(path, **extra, **({"exif": exif} if exif else {}))
    return path


def main():
    work = Path(tempfile.mkdtemp())
    exif = Image.Exif()
    exif[0x010F] = "Maker"
    xmp = ('<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
           '<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/" dc:source="corpus"/></rdf:RDF></x:xmpmeta>')
    (work / "x.xmp").write_text(xmp)
    (work / "x.exif").write_bytes(exif.tobytes()[6:])
    plain = save_png(work / "plain.png", quadrants())
    clear = save_png(work / "clear.png", quadrants(alpha=True))
    deep = save_png(work / "deep.png", quadrants(deep=True))
    with_p3 = save_png(work / "p3.png", quadrants(), icc=P3)

    for name, source, options, bits, channels, profile in [
            ("heic-8.heic", plain, [], 8, 3, ""), ("heic-10.heic", deep, ["-b", "10"], 10, 3, ""),
            ("heic-12.heic", deep, ["-b", "12"], 12, 3, ""), ("heic-alpha.heic", clear, [], 8, 4, ""),
            ("heic-p3.heic", with_p3, [], 8, 3, "p3")]:
        run("heif-enc", "-q", "95", "-p", "chroma=444", *options, source, "-o", HERE / name)
        run("heif-convert", HERE / name, work / "out.png")
        row(name, bits, channels, work / "out.png", profile, tolerance=4)

    turned = Image.Exif()
    turned[0x0112], turned[0x010F] = 6, "Maker"
    Image.fromarray(quadrants()).save(work / "turned.jpg", quality=100, subsampling=0, exif=turned)
    run("heif-enc", "-q", "95", "-p", "chroma=444", work / "turned.jpg", "-o", HERE / "heic-turned.heic")  # writes irot
    run("heif-convert", HERE / "heic-turned.heic", work / "out.png")
    row("heic-turned.heic", 8, 3, work / "out.png", exif=1, tolerance=4)

    for name, source, options, bits, channels, profile, e, x in [
            ("avif-8.avif", plain, ["-y", "444"], 8, 3, "", 0, 0),
            ("avif-10.avif", deep, ["-y", "444", "-d", "10"], 10, 3, "", 0, 0),
            ("avif-12.avif", deep, ["-y", "444", "-d", "12"], 12, 3, "", 0, 0),
            ("avif-alpha.avif", clear, ["-y", "444"], 8, 4, "", 0, 0),
            ("avif-p3-exif-xmp.avif", with_p3,
             ["-y", "444", "--exif", work / "x.exif", "--xmp", work / "x.xmp"], 8, 3, "p3", 1, 1)]:
        run("avifenc", "--min", "0", "--max", "5", *options, source, HERE / name)
        run("avifdec", HERE / name, work / "out.png")
        row(name, bits, channels, work / "out.png", profile, e, x, tolerance=4)
    # A crop, a quarter turn and a mirror: libheif applies all three, avifdec none.
    run("avifenc", "--min", "0", "--max", "5", "-y", "444", "--clap", "24,1,16,1,0,1,0,1", "--irot", "1", "--imir", "0",
        plain, HERE / "avif-clap-irot-imir.avif")
    run("heif-convert", HERE / "avif-clap-irot-imir.avif", work / "out.png")
    row("avif-clap-irot-imir.avif", 8, 3, work / "out.png", tolerance=4)

    with_both = work / "both.jpg"
    Image.fromarray(quadrants()).save(with_both, quality=95, exif=exif)
    run("exiftool", "-overwrite_original", "-XMP-dc:Source=corpus", with_both)
    for name, source, options, bits, channels, profile in [
            ("jxl-lossless.jxl", plain, ["-d", "0"], 8, 3, ""), ("jxl-16.jxl", deep, ["-d", "0"], 16, 3, ""),
            ("jxl-alpha.jxl", clear, ["-d", "0"], 8, 4, ""), ("jxl-p3.jxl", with_p3, ["-d", "0"], 8, 3, "p3"),
            ("jxl-exif-xmp.jxl", with_both, [], 8, 3, "")]:  # a recompressed JPEG
        run("cjxl", source, HERE / name, *options)
        run("djxl", HERE / name, work / "out.png")
        has = int("exif" in name)
        row(name, bits, channels, work / "out.png", profile, has, has, tolerance=4 if has else 1)

    for name, source, bits, channels in [("jp2-8.jp2", plain, 8, 3), ("jp2-16.jp2", deep, 16, 3),
                                         ("j2k-alpha.j2k", clear, 8, 4)]:
        run("opj_compress", "-n", "3", "-i", source, "-o", HERE / name)
        run("opj_decompress", "-i", HERE / name, "-o", work / "out.png")
        row(name, bits, channels, work / "out.png", tolerance=1)

    make_own(work)
    with open(HERE / "expected.tsv", "w", encoding="utf-8") as table:
        table.write("file\twidth\theight\tbits\tchannels\tprofile\texif\txmp\ttolerance\tspots\n")
        for one in rows:
            table.write("\t".join(str(v) for v in one) + "\n")


def make_own(work):
    """Formats whose files are put together here or by ImageMagick."""
    plain, clear, deep = work / "plain.png", work / "clear.png", work / "deep.png"
    for name, source, options, bits, channels in [
            ("bmp-24.bmp", plain, ["-type", "TrueColor", "-define", "bmp:format=bmp3"], 8, 3),
            ("bmp-palette.bmp", plain, ["-colors", "16", "-type", "Palette", "-define", "bmp:format=bmp3"], 8, 3),
            ("bmp-alpha.bmp", clear, [], 8, 4), ("psd-8.psd", plain, ["-compress", "RLE"], 8, 3),
            ("psd-16.psd", deep, [], 16, 3), ("pnm-8.ppm", plain, ["-depth", "8"], 8, 3),
            ("pnm-16.ppm", deep, ["-depth", "16"], 16, 3), ("pam-alpha.pam", clear, ["-depth", "8"], 8, 4),
            ("ico-32.ico", clear, [], 8, 4)]:
        run("convert", source, "-strip", *options, HERE / name)
        row(name, bits, channels, HERE / name, tolerance=1)

    # ImageMagick 6 writes TGA upside down.
    Image.open(plain).save(HERE / "tga-24.tga", compression="tga_rle")
    Image.open(clear).save(HERE / "tga-alpha.tga")
    row("tga-24.tga", 8, 3, plain, tolerance=0)
    row("tga-alpha.tga", 8, 4, clear, tolerance=0)

    light = [(0.2, 0.05, 0.02), (0.02, 0.3, 0.1), (0.03, 0.08, 0.4), (0.45, 0.4, 0.15)]  # below half of white
    spots = [tuple((12.92 * v if v <= 0.0031308 else 1.055 * v ** (1 / 2.4) - 0.055) * 255 for v in one) for one in light]
    pixels = np.zeros((HEIGHT, WIDTH, 3), np.float32)
    for i, colour in enumerate(light):
        pixels[i // 2 * 12:i // 2 * 12 + 12, i % 2 * 16:i % 2 * 16 + 16] = colour
    (HERE / "pfm.pfm").write_bytes(b"PF\n%d %d\n-1.0\n" % (WIDTH, HEIGHT) + pixels[::-1].astype("<f4").tobytes())
    row("pfm.pfm", 32, 3, None, size=(WIDTH, HEIGHT), spots=[np.round(s, 1) for s in spots])
    write_hdr(HERE / "hdr.hdr", pixels)
    row("hdr.hdr", 32, 3, None, size=(WIDTH, HEIGHT), spots=[np.round(s, 1) for s in spots])
    run("convert", HERE / "pfm.pfm", "-set", "colorspace", "RGB", "-define", "exr:color-type=RGB", HERE / "exr.exr")
    row("exr.exr", 16, 3, None, size=(WIDTH, HEIGHT), spots=[np.round(s, 1) for s in spots])

    svg = "".join(f'<rect x="{i % 2 * 16}" y="{i // 2 * 12}" width="16" height="12" fill="rgb{c}"/>'
                  for i, c in enumerate(COLOURS))
    (HERE / "svg.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" width="32" height="24">' + svg + "</svg>\n")
    run("rsvg-convert", HERE / "svg.svg", "-o", work / "out.png")
    row("svg.svg", 8, 4, work / "out.png", tolerance=1)

    with zipfile.ZipFile(HERE / "ora.ora", "w") as archive:
        archive.writestr("mimetype", "image/openraster")
        archive.writestr("stack.xml", '<image w="32" h="24"><stack/></image>', zipfile.ZIP_DEFLATED)
        archive.writestr("mergedimage.png", clear.read_bytes(), zipfile.ZIP_DEFLATED)
    row("ora.ora", 8, 4, clear, tolerance=0)
    make_dng(HERE / "raw.dng")
    run("dcraw_emu", "-w", "-o", "1", "-6", "-g", "2.4", "12.92", "-T", HERE / "raw.dng")
    (HERE / "raw.dng.tiff").rename(work / "raw.tiff")
    row("raw.dng", 16, 3, work / "raw.tiff", exif=1, tolerance=1)


def write_hdr(path, pixels):
    out = b"#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y %d +X %d\n" % (HEIGHT, WIDTH)
    for line in pixels:
        coded = []
        for rgb in line:
            exponent = int(np.floor(np.log2(rgb.max()))) + 1
            coded.append([int(v * 2.0 ** (8 - exponent)) for v in rgb] + [exponent + 128])
        out += bytes([2, 2, 0, WIDTH])
        for channel in np.array(coded, np.uint8).T:
            out += bytes([WIDTH]) + channel.tobytes()
    path.write_bytes(out)


def make_dng(path):
    """A sensor of RGGB with the four colours, 16 bits, in the smallest DNG that LibRaw reads."""
    width, height = 64, 48
    sensor = np.zeros((height, width), np.uint16)
    for i, colour in enumerate(COLOURS):
        part = sensor[i // 2 * 24:i // 2 * 24 + 24, i % 2 * 32:i % 2 * 32 + 32]
        for y in range(2):
            for x in range(2):
                part[y::2, x::2] = int((colour[[0, 1, 1, 2][y * 2 + x]] / 255) ** 2.2 * 40000)
    matrix = [3240, -1537, -499, -969, 1876, 42, 56, -204, 1057]
    entries = [(254, 4, [0]), (256, 4, [width]), (257, 4, [height]), (258, 3, [16]), (259, 3, [1]), (262, 3, [32803]),
               (271, 2, b"Maker\0"), (272, 2, b"Tiny\0"), (273, 4, [0]), (274, 3, [1]), (277, 3, [1]), (278, 4, [height]),
               (279, 4, [width * height * 2]), (33421, 3, [2, 2]), (33422, 1, bytes([0, 1, 1, 2])),
               (50706, 1, bytes([1, 4, 0, 0])), (50708, 2, b"Maker Tiny\0"), (50717, 4, [65535]),
               (50721, 10, [v for m in matrix for v in (m, 1000)]), (50728, 5, [1, 1, 1, 1, 1, 1]), (50778, 3, [21])]
    sizes = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 10: 8}
    at = 8 + 2 + 12 * len(entries) + 4
    head, tail = b"", b""
    for tag, kind, value in entries:
        data = value if isinstance(value, bytes) else struct.pack(f"<{len(value)}{ {3: 'H', 4: 'I', 5: 'I', 10: 'i'}[kind]}", *value)
        if tag == 273:
            strip_place = len(head) + 8
        count = len(data) // sizes[kind]
        if len(data) > 4:
            head += struct.pack("<HHII", tag, kind, count, at + len(tail))
            tail += data + b"\0" * (len(data) % 2)
        else:
            head += struct.pack("<HHI", tag, kind, count) + data.ljust(4, b"\0")
    head = head[:strip_place] + struct.pack("<I", at + len(tail)) + head[strip_place + 4:]
    path.write_bytes(b"II*\0" + struct.pack("<IH", 8, len(entries)) + head + b"\0\0\0\0" + tail + sensor.tobytes())


if __name__ == "__main__":
    main()
