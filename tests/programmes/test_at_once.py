"""Several people register programmes under one agreement at once, on both databases."""

import contextvars
import threading
from typing import Any

from sqlalchemy import select

from app.accounts.models import Role
from app.kernel import journal
from app.kernel.db import session
from app.programmes.models import Programme
from tests.makers import PASSWORD, Make
from tests.programmes.test_pages import TYPED

PEOPLE = 4


def test_programmes_registered_at_once_get_codes_one_after_the_other(app: Any, make: Make) -> None:
    home = make.institution()
    agreement = make.agreement(home)
    clients = [app.test_client() for _ in range(PEOPLE)]
    for client in clients:
        email = make.person((Role.INTERNATIONAL_OFFICE, home)).email
        client.post("/sign-in", data={"email": email, "password": PASSWORD})
    address = f"/agreements/{agreement.id}/programmes/new"
    start = threading.Barrier(PEOPLE)
    answers: list[int] = []

    def register(client: Any) -> None:
        start.wait(timeout=20)
        answers.append(client.post(address, data=TYPED).status_code)

    threads = [
        threading.Thread(target=contextvars.Context().run, args=(register, client))
        for client in clients
    ]
    code = agreement.code
    session.remove()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert answers == [303] * PEOPLE
    codes = session.scalars(select(Programme.code).order_by(Programme.code)).all()
    assert codes == [f"{code}-P0{n}" for n in range(1, PEOPLE + 1)]
    assert journal.first_broken() is None
