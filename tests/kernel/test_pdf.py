"""The pages of a PDF are counted where the file says so plainly, and nowhere else."""

import pytest

from app.kernel.pdf import page_count
from tests.papers import pdf


@pytest.mark.parametrize("pages", [1, 2, 12, 300])
def test_a_plain_file_says_how_many_pages_it_has(pages: int) -> None:
    assert page_count(pdf(pages)) == pages


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"%PDF-1.4\nsigned\n%%EOF\n",
        b"%PDF-1.5\n1 0 obj << /Type /ObjStm /N 3 >> stream\n" + pdf(3),
        pdf(3) + pdf(4),
        pdf(0),
        b"%PDF-1.4\n<< /Type /Pages /Count 999999999999 >>\n%%EOF\n",
        b"<<" * 20_000,
        b"<< /Type /Pages " * 5_000,
    ],
)
def test_of_any_other_file_nothing_is_claimed(content: bytes) -> None:
    assert page_count(content) is None


def test_a_branch_of_the_tree_is_not_the_whole() -> None:
    branch = b"7 0 obj << /Type /Pages /Parent 2 0 R /Count 5 /Kids [] >> endobj\n"
    assert page_count(pdf(9) + branch) == 9
