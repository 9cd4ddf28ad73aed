"""Mails: made by the standard library, and by hand where senders break the rules."""

import base64
from email.message import EmailMessage
from email.policy import SMTP

import pytest

from knowledge.errors import DamagedFile
from tests.knowledge.loading.conftest import Read
from tests.knowledge.loading.outline import outline
from tests.knowledge.loading.packing import packed, paragraph, word


def message(subject: str = "Outage on Friday") -> EmailMessage:
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = subject
    mail["From"] = "Grid <grid@example.com>"
    mail["Date"] = "Fri, 16 Dec 2022 17:04:16 -0500"
    return mail


def test_a_mail_gives_subject_people_date_and_body(read: Read) -> None:
    mail = message("停电通知")
    mail.set_content("第一段。\n\nSecond paragraph.")
    assert outline(read("x.eml", mail.as_bytes())) == [
        ("h1", "停电通知"),
        ("paragraph", "From: Grid <grid@example.com>\nDate: Fri, 16 Dec 2022 17:04:16 -0500"),
        ("paragraph", "第一段。"),
        ("paragraph", "Second paragraph."),
    ]


def test_the_page_is_preferred_to_the_plain_part_and_attachments_are_sections(read: Read) -> None:
    mail = message()
    mail.set_content("plain version")
    page = "<h1>Plan</h1><table><tr><th>Day</th><th>h</th></tr><tr><td>Mon</td><td>3</td></tr></table>"
    mail.add_alternative(page, "html")
    mail.add_attachment("名称,值\n甲,1\n".encode("gb18030"), "text", "csv", filename="数据.csv")
    mail.add_attachment(word(paragraph("attached words")), "application", "octet-stream", filename="report.docx")
    mail.add_attachment(b"MZ\x90\x00", "application", "octet-stream", filename="run.exe")
    document = read("x.eml", mail.as_bytes())
    assert outline(document)[2:] == [
        ("h2", "Plan"),
        ("table", "Day | h\nMon | 3"),
        ("h1", "数据.csv"),
        ("table", "名称,值\n甲,1"),
        ("h1", "report.docx"),
        ("paragraph", "attached words"),
    ]
    assert document.skipped[0].startswith("run.exe: ")


def test_a_gb2312_mail_of_html_alone_with_an_encoded_subject(read: Read) -> None:
    subject = base64.b64encode("电费通知（镕）".encode("gb18030")).decode()
    body = base64.b64encode("<p>您的电费为朱镕基路58元。</p>".encode("gb18030")).decode()
    content = (
        f"Subject: =?gb2312?B?{subject[:12]}?=\r\n =?gb2312?B?{subject[12:]}?=\r\nFrom: a@b.cn\r\n"
        f"Content-Type: text/html; charset=gb2312\r\nContent-Transfer-Encoding: base64\r\n\r\n{body}\r\n"
    ).encode()
    document = read("x.eml", content)
    assert outline(document)[0] == ("h1", "电费通知（镕）")
    assert "朱镕基路58元" in document.text


def test_bytes_beyond_ascii_in_headers_and_a_wrong_charset_are_decoded_by_their_content(read: Read) -> None:
    text = "用户可以在网上缴纳电费，也可以到营业厅办理。"
    content = f"Subject: {text}\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\n{text}".encode("gb18030")
    assert read("x.eml", content).text.count(text) == 2


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-8-sig"])
def test_a_mail_saved_in_a_wide_encoding_is_read(read: Read, encoding: str) -> None:
    content = "Subject: Wide mail\nFrom: a@b.cn\nContent-Type: text/plain\n\nText of the mail.\n".encode(encoding)
    document = read("x.eml", content)
    assert outline(document)[0] == ("h1", "Wide mail")
    assert "Text of the mail." in document.text


def test_mails_in_mails_are_read_to_a_depth_and_archives_in_mails_are_left_out(read: Read) -> None:
    inner = message("Inner")
    inner.set_content("inner text")
    outer = message("Outer")
    outer.set_content("outer text")
    outer.add_attachment(inner.as_bytes(), "application", "octet-stream", filename="inner.eml")
    outer.add_attachment(packed({"a.txt": "a"}), "application", "zip", filename="a.zip")
    document = read("x.eml", outer.as_bytes())
    assert "outer text" in document.text
    assert "inner text" in document.text
    assert document.skipped == ("a.zip: An archive inside another file is not unpacked: upload it alone.",)


def test_a_mailbox_gives_each_mail_under_its_subject(read: Read) -> None:
    content = (
        b"From a@b Mon Jan  1 00:00:00 2024\nSubject: One\n\nFrom here on text.\n\n"
        b"From a@b Tue Jan  2 00:00:00 2024\nSubject: Two\n\nlast\n"
    )
    assert [text for _, text in outline(read("x.mbox", content))] == ["One", "From here on text.", "Two", "last"]


def test_what_is_no_mail_is_refused(read: Read) -> None:
    with pytest.raises(DamagedFile, match=r"\.eml"):
        read("x.eml", b"\n\njust words\n")
    with pytest.raises(DamagedFile, match="mailbox"):
        read("x.mbox", b"just words\n")


def test_a_forwarded_mail_is_read_with_its_attachments(read: Read) -> None:
    inner = message("The first mail")
    inner.set_content("inner words")
    inner.add_attachment(b"attached inside", "text", "plain", filename="note.txt")
    outer = message("Fwd")
    outer.set_content("outer words")
    outer.add_attachment(inner)
    text = read("x.eml", outer.as_bytes()).text
    assert all(words in text for words in ("outer words", "The first mail", "inner words", "attached inside"))


@pytest.mark.parametrize(
    "content",
    [
        b"\r\n\nSubject: Outage\nFrom: a@b\n\nthe body\n",
        b"Subject: Outage\nContent-Type: multipart/mixed\n\nthe body\n",
        b"Subject: Outage\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=B\n\n--C\n\nthe body\n--C--",
    ],
    ids=["blank lines first", "no boundary", "another boundary"],
)
def test_a_mail_that_breaks_the_rules_keeps_its_body(read: Read, content: bytes) -> None:
    document = read("x.eml", content)
    assert outline(document)[0] == ("h1", "Outage")
    assert "the body" in document.text


def test_a_short_chinese_attachment_without_a_charset(read: Read) -> None:
    mail = message()
    mail.set_content("body")
    mail.add_attachment("季度报告".encode("gbk"), "application", "octet-stream", filename="a.txt")
    assert "季度报告" in read("x.eml", mail.as_bytes()).text
