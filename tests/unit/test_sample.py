"""The sample's endpoints: each under the service that serves it, and the shop's own where its register names one."""

import msgspec

from cli.sample import endpoints, shops
from contracts.packs import Endpoint


def test_each_party_is_an_endpoint_of_the_service_of_its_kind() -> None:
    shop = shops()["backmarket"]
    found = endpoints({"backmarket": shop})
    assert "backmarket/seller/tokyo-phones" in found["seller"]
    assert found["payment"] == ["backmarket/veritrans/veritrans"]


def test_a_shop_that_is_told_of_results_has_an_endpoint_of_its_own_and_another_has_none() -> None:
    shop = shops()["backmarket"]
    register = msgspec.structs.replace(shop.register, results=None)
    assert "shop" not in endpoints({"backmarket": shop._replace(register=register)})
    told = msgspec.structs.replace(register, results=Endpoint("webhook", "http://127.0.0.1/results"))
    assert endpoints({"backmarket": shop._replace(register=told)})["shop"] == ["backmarket/shop/shop"]


def test_a_party_of_several_purposes_is_one_endpoint() -> None:
    shop = shops()["netoff"]
    assert len([rule for rule in shop.pack.rules if rule.id == "joint_renet_recycle"]) > 1
    assert endpoints({"netoff": shop})["joint_use"] == ["netoff/joint_renet_recycle/renet-recycle"]
