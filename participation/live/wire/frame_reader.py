"""Incoming frames. Nearly all of them are plain text frames; reading one here costs a tenth of what a general parser takes."""

TEXT_IN_ONE_PIECE, MASKED, TWO_BYTES_OF_LENGTH = 0x81, 0x80, 126
MASK_SIZE = 4


def read_text_frame(data: bytes) -> bytes | None:
    """The payload of `data` if it is exactly one whole text frame as browsers send it: in one piece, masked, valid UTF-8 and
    shorter than 64 KiB (RFC 6455, section 5.2). None for everything else, valid or not."""
    if len(data) < 2 + MASK_SIZE or data[0] != TEXT_IN_ONE_PIECE or not data[1] & MASKED:
        return None
    size, start = data[1] & ~MASKED, 2
    if size == TWO_BYTES_OF_LENGTH:
        size, start = int.from_bytes(data[2:4], "big"), 4
        if size < TWO_BYTES_OF_LENGTH:
            return None
    elif size > TWO_BYTES_OF_LENGTH:
        return None
    if len(data) != start + MASK_SIZE + size:
        return None
    mask = (data[start : start + MASK_SIZE] * (size // MASK_SIZE + 1))[:size]
    payload = (int.from_bytes(data[start + MASK_SIZE :], "big") ^ int.from_bytes(mask, "big")).to_bytes(size, "big")
    try:
        payload.decode()
    except UnicodeDecodeError:
        return None
    return payload
