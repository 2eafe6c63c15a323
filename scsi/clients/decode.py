"""Has PYSCSI decode what a unit answers, and tells what it made of it.

    python3 decode.py DEVICE

PYSCSI makes the command descriptor blocks and reads the data; what carries them is an ioctl(SG_IO) of our own.
"""

import ctypes
import fcntl
import os
import sys

from pyscsi.pyscsi.scsi_cdb_inquiry import Inquiry
from pyscsi.pyscsi.scsi_cdb_modesense6 import ModeSense6
from pyscsi.pyscsi.scsi_cdb_readelementstatus import ReadElementStatus
from pyscsi.pyscsi.scsi_enum_command import smc

SG_IO = 0x2285
FROM_DEVICE = -3
MEDIUM_CHANGER = 8
ELEMENT_ADDRESS_ASSIGNMENT = 0x1D
WHATS_IN_A_DESCRIPTOR = (
    "element_address", "full", "except", "access", "impexp", "exenab", "inenab", "svalid", "source_storage_element_address", "medium_type"
)


class Header(ctypes.Structure):
    """struct sg_io_hdr of <scsi/sg.h>."""

    _fields_ = [
        ("interface_id", ctypes.c_int), ("dxfer_direction", ctypes.c_int), ("cmd_len", ctypes.c_ubyte), ("mx_sb_len", ctypes.c_ubyte),
        ("iovec_count", ctypes.c_ushort), ("dxfer_len", ctypes.c_uint), ("dxferp", ctypes.c_void_p), ("cmdp", ctypes.c_void_p),
        ("sbp", ctypes.c_void_p), ("timeout", ctypes.c_uint), ("flags", ctypes.c_uint), ("pack_id", ctypes.c_int),
        ("usr_ptr", ctypes.c_void_p), ("status", ctypes.c_ubyte), ("masked_status", ctypes.c_ubyte), ("msg_status", ctypes.c_ubyte),
        ("sb_len_wr", ctypes.c_ubyte), ("host_status", ctypes.c_ushort), ("driver_status", ctypes.c_ushort), ("resid", ctypes.c_int),
        ("duration", ctypes.c_uint), ("info", ctypes.c_uint),
    ]


def send(device, command, length):
    """Sends a command that reads, again when the unit has something to say first, and gives what was read."""
    cdb = (ctypes.c_ubyte * len(command.cdb))(*command.cdb)
    data, sense = (ctypes.c_ubyte * length)(), (ctypes.c_ubyte * 64)()
    for _ in range(3):
        header = Header(
            interface_id=ord("S"), dxfer_direction=FROM_DEVICE, cmd_len=len(cdb), mx_sb_len=len(sense), dxfer_len=length,
            dxferp=ctypes.addressof(data), cmdp=ctypes.addressof(cdb), sbp=ctypes.addressof(sense), timeout=60_000,
        )
        fcntl.ioctl(device, SG_IO, header)
        if header.status == 0:
            return bytearray(data)[: length - header.resid]
    raise OSError(f"status {header.status:#x}, sense {bytes(sense[: header.sb_len_wr]).hex()}")


def tell(title, fields):
    """Tells fields in the order of their names."""
    print(title)
    for name in sorted(fields):
        value = fields[name]
        print(f"  {name} = {bytes(value).decode(errors='replace').rstrip() if isinstance(value, (bytes, bytearray)) else value}")


def main(path):
    device = os.open(path, os.O_RDWR | os.O_NONBLOCK)
    inquiry = Inquiry.unmarshall_datain(send(device, Inquiry(smc.INQUIRY, alloclen=96), 96))
    tell(f"INQUIRY of {path}", inquiry)
    if inquiry["peripheral_device_type"] != MEDIUM_CHANGER:
        return
    page = ModeSense6(smc.MODE_SENSE_6, page_code=ELEMENT_ADDRESS_ASSIGNMENT, alloclen=96)
    tell("MODE SENSE, page 1Dh", ModeSense6.unmarshall_datain(send(device, page, 96))["mode_pages"][0])
    status = ReadElementStatus(smc.READ_ELEMENT_STATUS, 0, 0xFFFF, element_type=0, voltag=1, curdata=1, alloclen=16384)
    status = ReadElementStatus.unmarshall_datain(send(device, status, 16384))
    for page in status["element_status_pages"]:
        print(f"READ ELEMENT STATUS, element type {page['element_type']}, pvoltag {page['pvoltag']}, avoltag {page['avoltag']}")
        for element in page["element_descriptors"]:
            fields = " ".join(f"{name}={element[name]}" for name in WHATS_IN_A_DESCRIPTOR if name in element)
            tag = bytes(element["primary_volume_tag"]).rstrip(b"\0 ").decode()
            print(f"  {fields} tag={tag or '-'}")


main(sys.argv[1])
