"""Who asks the policy service: an officer with the role, whose request is signed, of now, and used once."""

import json

import pytest

from services.policy.refusal import REFUSALS
from tests.unit.asgi import call
from tests.unit.policy import SHOP, Service
from tests.unit.test_policy_http import PAUSED


@pytest.fixture
async def service() -> Service:
    made = Service()
    await made.first()
    return made


async def test_an_officer_does_only_what_the_role_allows(service: Service) -> None:
    made = (await service.propose(at=0, register=PAUSED)).json
    for answer in (
        await service.propose(by="sora", at=0, register=PAUSED),
        await service.approve(made, "sora"),
        await service.publish(made, by="sora"),
        await service.post(f"/shops/{SHOP}/proposals/{made['id']}/withdrawal", by="sora"),
    ):
        assert (answer.status, answer.json.get("code")) == (403, "role_missing")
    assert (await service.get(f"/shops/{SHOP}/history", by="sora")).status == 200


async def test_a_request_counts_once(service: Service) -> None:
    body = json.dumps({"register": PAUSED}).encode()
    path = f"/shops/{SHOP}/proposals"
    headers = service.headers("aoi", "POST", path, body)
    assert (await call(service.app, "POST", path, headers=headers, body=body)).status == 201
    again = await call(service.app, "POST", path, headers=headers, body=body)
    assert (again.status, again.json.get("code")) == (401, "request_repeated")
    assert len(await service.store.of_shop(SHOP)) == 2


async def test_a_request_that_nobody_signed_or_somebody_changed_is_refused(service: Service) -> None:
    path, body = f"/shops/{SHOP}/history", b""
    good = service.headers("aoi", "GET", path, body)
    other = service.headers("minato", "GET", path, body)
    for headers, code in (
        ({}, "signature_missing"),
        ({**good, "host": "other.example"}, "signature_wrong"),
        ({**good, "signature": other["signature"]}, "signature_wrong"),
        ({**good, "signature-input": good["signature-input"].replace('"aoi"', '"nobody"')}, "officer_unknown"),
    ):
        answer = await call(service.app, "GET", path, headers=headers)
        assert (answer.status, answer.json.get("code")) == (401, code)
    service.now += 301_000
    assert (await call(service.app, "GET", path, headers=good)).json.get("code") == "signature_expired"


async def test_every_route_but_health_asks_who_it_is(service: Service) -> None:
    schema = (await call(service.app, "GET", "/openapi.json")).json
    asked: list[tuple[str, int]] = []
    for path, methods in schema["paths"].items():
        filled = path.replace("{shop}", SHOP).replace("{identity}", "0" * 16)
        for method in methods:
            bodies = {"approvals": b'{"at":0,"signatures":{}}', "looks": b'{"about":"%s","last":1}' % (b"0" * 64)}
            body = bodies.get(filled.rsplit("/", 1)[1], b"{}")
            headers = {"content-type": "application/json"}
            answer = await call(service.app, method.upper(), filled, headers=headers, body=body)
            asked.append((path, answer.status))
    assert {path for path, status in asked if status != 401} == {"/health"}
    assert len(asked) == 12


async def test_the_description_names_every_refusal_of_every_route(service: Service) -> None:
    schema = (await call(service.app, "GET", "/openapi.json")).json
    assert "$defs" not in str(schema)
    statuses = {str(int(refusal.status)) for refusal in REFUSALS.values()}
    for path, methods in schema["paths"].items():
        for method in methods.values():
            shown = {code for code, each in method["responses"].items() if "application/problem+json" in str(each)}
            assert path == "/health" or statuses <= shown, path
