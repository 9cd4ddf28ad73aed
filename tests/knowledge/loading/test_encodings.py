import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.errors import UnsupportedFileType
from knowledge.loading.encodings import decode

SIMPLIFIED = "国家电网公司负责电力输送和调度，用户可以在网上缴纳电费。\n第二条 变压器每年检修一次，检修之前必须停电。"
TRADITIONAL = "國家電網公司負責電力輸送和調度，用戶可以在網上繳納電費。\n第二條 變壓器每年檢修一次，檢修之前必須停電。"
JAPANESE = "これは日本語の文章です。電力会社の案内をお読みください。カタログは別紙に記載してあります。"
KOREAN = "이것은 한국어 문장입니다. 전력 회사의 안내를 읽어 주십시오. 요금은 매월 청구됩니다."
GERMAN = "Die schöne Straße führt über den Fluß. Größe und Länge sind in der Übersicht genannt."
FRENCH = "L'électricité est coupée à midi — « prévenez » les abonnés, où qu’ils soient, été comme hiver."
RUSSIAN = "Это русский текст о поставке электроэнергии. Пожалуйста, прочитайте условия договора."
GREEK = "Αυτό είναι ένα ελληνικό κείμενο για την ηλεκτρική ενέργεια και τα τιμολόγια."
POLISH = "Zażółć gęślą jaźń. Prąd elektryczny będzie wyłączony w środę i czwartek między godziną ósmą."
ENGLISH = "Plain ASCII text with words in it."
TYPESET = "The “office” opens at nine – don’t be late. Price: £5."

TURKISH = "Elektrik kesintisi İstanbul'da sabah dokuzda başlıyor. Şişli ve Beyoğlu ilçeleri ışıksız kalacak."
LATVIAN = "Elektrība tiks atslēgta šodien pēc pusdienlaika, bet ļoti īsu brīdi."
HUNGARIAN = "Az áramszünet hétfőn kezdődik, a fűtés is szünetel. Kérjük türelmüket."
HEBREW = "הפסקת החשמל תתחיל ביום שני בבוקר ותימשך שעתיים"
ARABIC = "سيبدأ انقطاع الكهرباء صباح يوم الاثنين في المدينة"
THAI = "ไฟฟ้าจะดับในวันจันทร์ตอนเช้า"

ENCODINGS = {
    SIMPLIFIED: "utf-8 utf-8-sig gb18030 gbk hz utf-16 utf-16-le utf-16-be utf-32 utf-32-le utf-32-be",
    TRADITIONAL: "utf-8 big5 big5hkscs gb18030 utf-16-le utf-16-be utf-32-be",
    JAPANESE: "utf-8 shift_jis cp932 euc_jp iso2022_jp utf-16-le utf-16-be utf-32-le",
    KOREAN: "utf-8 euc_kr cp949 iso2022_kr utf-16-le",
    GERMAN: "utf-8 cp1252 latin-1 cp850 mac_roman utf-16-le utf-32-be",
    FRENCH: "utf-8 cp1252 utf-16-be",
    RUSSIAN: "utf-8 cp1251 koi8_r cp866 iso8859_5 mac_cyrillic utf-16-le",
    TURKISH: "utf-8 cp1254 iso8859_9",
    LATVIAN: "utf-8 cp1257",
    HUNGARIAN: "utf-8 cp1250 iso8859_2",
    HEBREW: "utf-8 cp1255 iso8859_8 utf-16-le",
    ARABIC: "utf-8 cp1256 iso8859_6",
    THAI: "utf-8 cp874 utf-16-be",
    GREEK: "utf-8 cp1253 utf-16-le",
    POLISH: "utf-8 cp1250 iso8859_2",
    ENGLISH: "ascii utf-16 utf-16-le utf-16-be utf-32 utf-32-le utf-32-be",
    TYPESET: "cp1252 utf-8",
}
CASES = [(text, encoding) for text, encodings in ENCODINGS.items() for encoding in encodings.split()]


@pytest.mark.parametrize(("text", "encoding"), CASES)
def test_text_comes_out_right_in_any_usual_encoding(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text
    assert decode((text * 30).encode(encoding)) == text * 30


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("本产品保质期十二个月，请置于阴凉干燥处。", "utf-16-le"),
        ("蛋白质磷酸化修饰与细胞凋亡的关系", "utf-16-be"),
        ("東京都千代田区霞が関一丁目", "utf-16-le"),
        ("서울특별시 강남구 테헤란로", "cp949"),
        ("ﾃｽﾄ用の日本語文書です", "cp932"),
        ("佢哋喺香港嘅茶餐廳食咗一碗餐蛋麵。", "big5hkscs"),
    ],
)
def test_a_short_text_comes_out_right(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize("text", [SIMPLIFIED, GERMAN, RUSSIAN])
def test_utf8_with_a_broken_byte_or_cut_off_in_a_character_stays_utf8(text: str) -> None:
    half = len(text) // 2
    broken = decode(text[:half].encode() + b"\xff\xfe" + text[half:].encode())
    assert broken.startswith(text[:20])
    assert broken.endswith(text[-20:])
    assert decode(SIMPLIFIED.encode()[:-4]).startswith(SIMPLIFIED[:-3])


def test_gbk_cut_off_in_a_character_stays_gbk() -> None:
    assert decode(SIMPLIFIED.encode("gbk")[:-3]).startswith(SIMPLIFIED[:-2])


def test_letters_that_come_late_decide_too() -> None:
    ascii_first = "plain words\n" * 7000
    assert decode((ascii_first + SIMPLIFIED).encode("gbk")) == ascii_first + SIMPLIFIED
    assert decode((ascii_first + GERMAN).encode("cp1252")) == ascii_first + GERMAN


def test_zero_bytes_that_pad_a_text_are_dropped() -> None:
    assert decode(b"a report with words\x00\x00\x00\n") == "a report with words\n"


def test_one_broken_byte_does_not_turn_a_text_into_another_language() -> None:
    content = (SIMPLIFIED * 5).encode("gb18030")
    broken = content[:200] + b"\xff" + content[200:]
    assert decode(broken).count("检修之前必须停电") >= 4


@pytest.mark.parametrize(
    ("text", "encoding", "declared"),
    [
        ("朱镕基", "gb18030", "gb2312"),
        ("联通", "gb18030", "gb2312"),
        ("naïve", "latin-1", "iso-8859-1"),
        (RUSSIAN, "cp1251", "windows-1251"),
        (RUSSIAN, "koi8_r", "KOI8-R"),
        (JAPANESE, "cp932", "Shift_JIS"),
        (GERMAN, "cp1252", "iso-8859-1"),
    ],
)
def test_a_declared_encoding_is_believed_and_an_old_name_means_its_superset(
    text: str, encoding: str, declared: str
) -> None:
    assert decode(text.encode(encoding), declared) == text


@pytest.mark.parametrize(
    ("text", "encoding", "declared"),
    [
        (SIMPLIFIED, "utf-8", "gb2312"),
        (SIMPLIFIED, "utf-8", "iso-8859-1"),
        (SIMPLIFIED, "gb18030", "utf-8"),
        (SIMPLIFIED, "gb18030", "iso-8859-1"),
        (SIMPLIFIED, "gb18030", "us-ascii"),
        (SIMPLIFIED, "gb18030", "big5"),
        (SIMPLIFIED, "gb18030", "utf-16"),
        (TRADITIONAL, "big5", "gb2312"),
        (JAPANESE, "shift_jis", "euc-jp"),
        (GERMAN, "cp1252", "utf-8"),
    ],
)
def test_a_wrong_declaration_gives_way_to_the_text(text: str, encoding: str, declared: str) -> None:
    assert decode(text.encode(encoding), declared) == text


@pytest.mark.parametrize(
    "declared", ["no-such-encoding", "hex", "idna", "unicode_escape", "utf-7", "rot13", "\x00", ""]
)
def test_a_declaration_that_names_no_encoding_of_text_is_ignored(declared: str) -> None:
    assert decode("schön".encode(), declared) == "schön"


def test_line_ends_become_one_kind_and_control_characters_go() -> None:
    assert decode(b"one\r\ntwo\rthr\x07ee\x1b[0m\n") == "one\ntwo\nthree\n"


def test_binary_data_is_no_text() -> None:
    with pytest.raises(UnsupportedFileType, match="binary"):
        decode(bytes(range(256)) * 20)


@given(st.text(alphabet=st.characters(exclude_categories=("Cs", "Cc")), max_size=200))
def test_utf8_is_never_taken_for_anything_else(text: str) -> None:
    assert decode(text.encode()) == text.removeprefix("\ufeff")


@given(st.binary(max_size=300), st.one_of(st.none(), st.text(max_size=12)))
def test_any_bytes_give_text_or_a_refusal(content: bytes, declared: str | None) -> None:
    try:
        text = decode(content, declared)
    except UnsupportedFileType:
        return
    assert "\x00" not in text
    assert "\r" not in text
