"""Pictures of the main pages: each in three languages, wide and on a phone.

`make screenshots` runs it on a demonstration of its own, which it removes again;
the pictures are in `screenshots/`. To have a page pictured, add a line to `pages`.
"""

import argparse
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright
from sqlalchemy import func, select

from app.agreements.models import Agreement, AgreementPartner, Stage
from app.cohorts.models import Cohort
from app.institutions.models import Institution
from app.kernel.db import session
from app.programmes.models import Programme
from tests.browser.addresses import SHOWN, Addresses
from tests.browser.conftest import CHROMIUM, follow, sign_in
from tests.browser.site import ROOT, Site, demonstration

OFFICE, LEAD = "office@demo.example", "lead@demo.example"
QUALITY = "quality@demo.example"
WIDTHS = {"wide": 1280, "phone": 375}
LANGUAGES = ("kk", "ru", "en")
DARK = ("agreement", "programme")


def pages(addresses: Addresses) -> dict[str, tuple[str | None, str]]:
    """Name of the picture → who looks, and at which address."""
    home_id, agreement_id, programme_id = _showpiece(addresses)
    return {
        "visitor": (None, "/"),
        "home": (OFFICE, "/"),
        "agreements": (OFFICE, "/agreements"),
        "agreement": (OFFICE, f"/agreements/{agreement_id}"),
        "programme": (OFFICE, f"/programmes/{programme_id}"),
        "matrix": (QUALITY, "/quality"),
        "quality": (QUALITY, f"/programmes/{programme_id}/quality"),
        "review": (QUALITY, addresses.of("quality.show", QUALITY)),
        "curriculum": (QUALITY, f"/programmes/{programme_id}/curriculum"),
        "convention": (None, "/recognition/conventions/TOKYO"),
        "route": (None, "/recognition/routes?country=US&online_share=40"),
        "headcount": (OFFICE, f"/programmes/{programme_id}/contingent/2026"),
        "year": (OFFICE, f"/years/{home_id}/2026"),
        "returns": (LEAD, "/returns?year=2025-2026"),
        "statistics": (LEAD, "/statistics?year=2021-2022"),
        "institution": (LEAD, f"/institutions/{home_id}"),
    }


def _showpiece(addresses: Addresses) -> tuple[int, int, int]:
    """The institution that is shown, its agreement with two partners, the fullest programme."""
    partners = (
        select(func.count()).where(AgreementPartner.agreement_id == Agreement.id).scalar_subquery()
    )
    wanted = (
        select(Institution.id, Agreement.id, Programme.id)
        .join(Agreement, Agreement.home_id == Institution.id)
        .join(Programme)
        .join(Cohort)
        .where(Institution.code == SHOWN, Agreement.stage == Stage.SIGNED, partners == 2)
        .group_by(Institution.id, Agreement.id, Programme.id)
        .order_by(func.count(Cohort.id).desc(), Programme.id)
    )
    with addresses.app.app_context():
        home_id, agreement_id, programme_id = session.execute(wanted).first() or (0, 0, 0)
    return home_id, agreement_id, programme_id


def take(site: Site, chromium: Any, addresses: Addresses, folder: Path) -> Iterator[Path]:
    """Take every picture; yields the files."""
    wanted = pages(addresses)
    for email in dict.fromkeys(email for email, _url in wanted.values()):
        context = chromium.new_context(base_url=site.url, reduced_motion="reduce")
        page = context.new_page()
        if email:
            sign_in(page, email)
        for language in LANGUAGES:
            page.set_viewport_size({"width": WIDTHS["wide"], "height": 900})
            page.goto("/")
            follow(page, f".languages [value={language}]")
            for name, (who, url) in wanted.items():
                if who == email:
                    page.goto(url)
                    yield from _pictures(page, folder, f"{name}-{language}", name in DARK)
        context.close()


def _pictures(page: Any, folder: Path, name: str, in_the_dark: bool) -> Iterator[Path]:
    for width, pixels in WIDTHS.items():
        page.set_viewport_size({"width": pixels, "height": 900})
        yield _picture(page, folder / f"{name}-{width}.png")
    if in_the_dark:
        page.set_viewport_size({"width": WIDTHS["wide"], "height": 900})
        page.emulate_media(color_scheme="dark")
        yield _picture(page, folder / f"{name}-dark.png")
        page.emulate_media(color_scheme="light")


def _picture(page: Any, file: Path) -> Path:
    page.screenshot(path=file, full_page=True)
    return file


def main() -> None:
    """Take the pictures into the folder that is named, `screenshots/` by default."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "screenshots")
    folder: Path = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary, sync_playwright() as player:
        chromium = player.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        with demonstration(Path(temporary)) as site:
            addresses = Addresses(site.environment)
            taken = list(take(site, chromium, addresses, folder))
            addresses.close()
        chromium.close()
    print(f"{len(taken)} pictures are in {folder}")  # noqa: T201


if __name__ == "__main__":
    main()
