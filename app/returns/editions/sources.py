"""The norms and outside fields behind the columns, as each language names them."""

from app.kernel.workbook.text import Text


def order(number: int, condition: int = 0) -> Text:
    """An order of the ministry, or one of the conditions that it sets."""
    if not condition:
        return Text(f"{number}-бұйрық", f"Приказ № {number}", f"Order {number}")
    return Text(
        f"{number}-бұйрық, {condition}-шарт",
        f"Приказ № {number}, условие {condition}",
        f"Order {number}, condition {condition}",
    )


def approach(clause: str) -> Text:
    """A clause of the European Approach for Quality Assurance of Joint Programmes."""
    return Text(
        f"Еуропалық тәсіл, {clause}",
        f"Европейский подход, {clause}",
        f"European Approach {clause}",
    )


def esg(standard: str) -> Text:
    """A standard of the European Standards and Guidelines."""
    return Text(f"ESG, {standard}-стандарт", f"ESG, стандарт {standard}", f"ESG {standard}")


def epvo(*fields: str) -> Text:
    """Fields of the Unified Higher Education Platform; their machine names stay as they are."""
    named = ", ".join(fields)
    if len(fields) == 1:
        return Text(f"ЕПВО өрісі: {named}", f"Поле ЕПВО: {named}", f"EPVO field: {named}")
    return Text(f"ЕПВО өрістері: {named}", f"Поля ЕПВО: {named}", f"EPVO fields: {named}")


def several(*sources: Text) -> Text:
    """Several sources behind one column."""
    kk, ru, en = ("; ".join(one.in_(tongue) for one in sources) for tongue in ("kk", "ru", "en"))
    return Text(kk, ru, en)
