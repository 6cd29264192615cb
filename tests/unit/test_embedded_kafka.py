"""What the embedded broker is given when it is formatted."""

from cli.embedded.kafka import cluster_id


def test_a_cluster_id_never_begins_with_a_dash() -> None:
    drawn = iter([b"\xf8" + bytes(15), b"\xfb" + bytes(15), bytes(16)])
    assert cluster_id(lambda _size: next(drawn)) == "A" * 22
