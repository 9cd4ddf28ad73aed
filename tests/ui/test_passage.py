from ui.passage import highlighted, window

TEXT = "First sentence here. Second sentence there. Third one follows. Fourth ends it."


def test_the_quote_is_marked_where_its_offsets_point() -> None:
    start = TEXT.index("Second")
    result = highlighted(TEXT, 0, start, start + len("Second sentence there."))
    assert '<mark id="quote">Second sentence there.</mark>' in result
    assert "…" not in result


def test_a_window_into_a_long_document_shows_that_it_goes_on() -> None:
    start = TEXT.index("Third")
    result = highlighted(TEXT[15:70], 15, start, start + len("Third one follows."), length=len(TEXT))
    assert '<mark id="quote">Third one follows.</mark>' in result
    assert result.count("…") == 2
    assert "sentence here" not in result


def test_what_a_document_says_is_never_html() -> None:
    result = highlighted("<b>x</b><script>y</script>", 0, 3, 4)
    assert "<b>" not in result
    assert "<script>" not in result
    assert '&lt;b&gt;<mark id="quote">x</mark>&lt;/b&gt;' in result


def test_offsets_outside_the_text_mark_nothing_and_break_nothing() -> None:
    assert "<mark" not in highlighted("short", 0, 900, 950)


def test_the_window_never_begins_before_the_document() -> None:
    assert window(10, 20, context=50) == (0, 70)
    assert window(100, 120, context=50) == (50, 170)
