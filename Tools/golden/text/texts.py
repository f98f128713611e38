"""Texts to be tokenized: plain ones, hard ones, random ones; and what a tokenizer makes of them."""

import random

import ftfy

PLAIN = [
    "a photo of a dog", "a photo of a cat", "two dogs and 12 cats on a sofa", "The astronaut's helmet",
    "an espresso cup, seen from above", "it's a rocket! they're launching it, i'd say we've seen it; i'm sure he'll",
]

CORPUS = PLAIN * 3 + [
    "a picture of a dog in the snow", "the photo of the cat that sat on the mat", "dogs and cats and other animals",
    "where is the dog? there is the dog.", "photographs of an astronaut in front of a rocket",
    "coffee and a cup of tea",
]

HARD = [
    "", " ", " \t\n a  photo\r\nof\u00a0a\u3000dog\u2003\u2028x\u0085y ", "A PHOTO OF A DOG",
    # Letters that change under composition or lower-casing.
    "cafe\u0301 caf\u00e9 CAFE\u0301 a\u0323\u0307 \u1e69 \u212b \u2126 \u1e9b\u0323", "Straße GROSSE STRASSE ẞ ß",
    "\u0130stanbul I\u0307 ı", "ΟΔΟΣ ΑΣ Σ ΣΑΣ' Σ. Α\u0301Σ\u0301 ΣΣ", "ǅ Ǆ ǆ ĳ Ĳ ŉ ﬁ ﬂ ﬀ ﬃ ﬅ ﬆ æ œ",
    "ſ 'ſ 'ſt <ſtart_of_text>",
    # Scripts without spaces, right to left, combining.
    "一只狗的照片，在雪地里。", "犬の写真 カメラ ｶﾒﾗ ﾊﾟﾋﾞ 가나다 \u1100\u1161\u11a8 ﾡￂ", "صورة كلب، ١٢٣", "\u202eabc\u202c \u200fשלום",
    "हिन्दी में कुत्ता", "ไทย กำ", "\u0f73\u0f75 \u0958",
    # Emoji, joined, with skin tones, flags, keycaps, tags.
    "👩‍👩‍👧‍👦 👍🏽 🇩🇪🇫🇷 1️⃣ ☺️ ❤️‍🔥", "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f dog🐕dog",
    # Numbers and punctuation.
    "1234567890 3.14 1,000 ½ ² Ⅷ ⅷ ① 一二三 ٣", "!!! ... ?!?!?! --- ___ *** ``` ~~~ $%^&*()", "a.b.c,d;e:f/g\\h|i",
    "<<tag>> {curly} [square] (round)", "don''t ''s 's'S 'RE 're've'm'll'd'tt 'x y's's",
    "rock’n’roll ‘quoted’ “double” „low‟ ʼn",
    "!'s ,'t ''re", "a\u0345b !\u0345! \u1fb3 \u1fbc", "e-mail@example.com #hashtag 100% C++ C#",
    # Special tokens of either library as text.
    "<|startoftext|>", "a <|endoftext|> b", "<|STARTOFTEXT|> <|EndOfText|>!!", "!!<|startoftext|>!!",
    "<|startoftext|><|endoftext|>x",
    "<start_of_text> dog <end_of_text>", "<START_OF_TEXT>!! !!<end_of_text>", "<|start of text|> <|",
    "x<|endoftext|>y</w>", "</w> a</w>b",
    # Controls, byte order mark, unassigned, private use, the end of Unicode.
    "a\x00b\x01c\x07d\x0be\x0cf\x1bg\x7fh", "\x1b[31mred\x1b[0m \x1b[1;3", "a\x80b\x85c\x91d\x92e\x9df",
    "\ufeffbom \ufffc \u206a \u200b\u200d\u2060",
    "\u0378 \ue000 \U0010ffff \ufffe", "\x1c\x1d\x1e\x1fx\x1cy",
    # Character references.
    "cats &amp; dogs &lt;3 &amp;amp; &amp;amp;amp;lt;",
    "&eacute;t&#233; &#xE9; &EACUTE; &Eacute; &NTILDE; &szlig; &SZLIG;",
    "&amp &ampx &notit; &copy2026 &AMP; &notin; &notinva; &unknown; &#0; &#128; &#1; &#xD800; &#99999999999; &#x; &;",
    "<b>&eacute;</b> &hellip;", "line one &eacute;\n<i> two &EACUTE;\n three &EACUTE; &eacute;",
    "a &NotEqualTilde; &fjlig; &LTIMES; &COPYX;",
    "ＦＵＬＬ　ｗｉｄｔｈ！ ￣ ￦ ￨ ｟｠",
    # Longer than the context, and words longer than any token.
    "dog " * 100, "supercalifragilisticexpialidocious" * 8, "z" * 300, "狗" * 100, "!?" * 120, "ha" * 200,
    "the dog " * 9 + "the <|endoftext|> dog",
]


def rows(every: list[str], tokenizer) -> list[dict]:
    """`tokenizer` has a text → (ids as they are, ids filled up to the context)."""
    return [dict(zip(("text", "ids", "padded"), (text, *tokenizer(text)))) for text in every]


POOLS = [
    range(0x20, 0x7F), range(0x20, 0x7F), range(0x61, 0x7B), range(0xA0, 0x250), range(0x300, 0x370),
    range(0x370, 0x400),
    range(0x400, 0x530), range(0x590, 0x700), range(0x900, 0xE00), range(0x1100, 0x1200), range(0x1E00, 0x2070),
    range(0x2070, 0x2C00), range(0x3000, 0x3200), range(0x4E00, 0x4F00), range(0xAC00, 0xAD00), range(0xFB00, 0xFB50),
    range(0xFE00, 0xFFFE), range(0x1D400, 0x1D800),
]
PIECES = ["👍🏽", "👩‍👧", "'s", "'t", "'re", "<|startoftext|>", "<|endoftext|>", "<start_of_text>", "&amp;",
          "&eacute", "&#x41;", "  ", "\n", "\u0301", "ing", "the", "Σ"]


def random_texts(count: int) -> list[str]:
    """Of one script or of many, some with pieces that mean something in them. Characters that the libraries' own tables
    of Unicode may not have in common are left out: those of which Unicode 3.2 says something else than today."""
    generator = random.Random(20)
    known = [[chr(code) for code in pool if is_old(chr(code))] for pool in POOLS]
    result = []
    for _ in range(count):
        pools = generator.sample(known, generator.choice([1, 1, 2, 3]))
        length = generator.choice([3, 10, 30, 90])
        text = "".join(generator.choice(generator.choice(pools)) for _ in range(length))
        for _ in range(generator.choice([0, 1, 4])):
            place = generator.randrange(len(text) + 1)
            text = text[:place] + generator.choice(PIECES) + text[place:]
        # What looks as if it had been decoded wrongly, ftfy repairs and PatchLens does not.
        if ftfy.fix_text(text) == ftfy.fix_text(text, fix_encoding=False):
            result.append(text)
    return result


def is_old(character: str) -> bool:
    """Whether the character was there in Unicode 3.2 already, which Python has the tables of."""
    from unicodedata import category, ucd_3_2_0

    old = ucd_3_2_0.category(character)
    return old != "Cn" and old == category(character)
