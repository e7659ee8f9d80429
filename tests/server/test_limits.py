"""The largest file that is taken, and one byte more: attached, and of data."""

from gesso.data.uploads import FILE_BYTES as DATA_BYTES
from gesso.reading.shelf import FILE_BYTES

from .conftest import House

PROGRAM = b"\x7fELF"  # kept and not read, so that only its size is looked at


async def test_a_file_past_its_limit_is_refused_and_one_at_it_is_taken(house: House) -> None:
    owner = await house.owner()
    room, _ = await house.room(owner)
    path, headers = f"/api/rooms/{room}/attached?name=big", {"content-type": "application/octet-stream"}
    assert FILE_BYTES == 50_000_000
    over = await owner.post(path, content=PROGRAM + bytes(FILE_BYTES - 3), headers=headers)
    assert over.status_code == 413 and "50" in over.json()["error"]["message"], over.text
    kept = await owner.post(path, content=PROGRAM + bytes(FILE_BYTES - 4), headers=headers)
    assert kept.is_success and kept.json()["size_bytes"] == FILE_BYTES, kept.text
    assert [each["name"] for each in await owner.ok("GET", f"/api/rooms/{room}/attached")] == ["big"]


async def test_a_data_file_past_its_limit_is_refused_before_a_byte_is_sent(house: House) -> None:
    owner = await house.owner()
    room, _ = await house.room(owner)
    path = f"/api/rooms/{room}/data"
    assert DATA_BYTES >= 1_000_000_000
    over = await owner.post(path, json={"name": "big.csv", "size_bytes": DATA_BYTES + 1})
    assert over.status_code == 413 and f"{DATA_BYTES:,} bytes" in over.json()["error"]["message"], over.text
    taken = await owner.ok("POST", path, {"name": "big.csv", "size_bytes": DATA_BYTES})
    piece, octets = taken["piece_bytes"], {"content-type": "application/octet-stream"}
    long = await owner.put(f"/api/data/{taken['upload']}?at=0", content=bytes(piece + 1), headers=octets)
    assert long.status_code == 413
