"""The last step of a workbook: the same content is the same bytes, on any day.

A spreadsheet file is a zip of parts. Writing one leaves the present moment in two
places: in the document properties and beside every part. Both are replaced here.
"""

import zipfile
from datetime import datetime
from io import BytesIO

from openpyxl import Workbook
from openpyxl.xml.functions import tostring

_PROPERTIES = "docProps/core.xml"
_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)


def packed(workbook: Workbook, moment: datetime) -> bytes:
    """The workbook as a file that says it was made at `moment`."""
    raw, out = BytesIO(), BytesIO()
    workbook.save(raw)
    workbook.properties.created = workbook.properties.modified = moment
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(out, "w") as target:
        for name in _ordered(source.namelist()):
            content = source.read(name)
            if name == _PROPERTIES:
                content = tostring(workbook.properties.to_tree())
            target.writestr(_part(name), content, zipfile.ZIP_DEFLATED, 6)
    return out.getvalue()


def _ordered(names: list[str]) -> list[str]:
    # Some programs recognise the file type by a content list that comes first.
    return sorted(names, key=lambda name: (name != "[Content_Types].xml", name))


def _part(name: str) -> zipfile.ZipInfo:
    part = zipfile.ZipInfo(name, _ZIP_EPOCH)
    part.external_attr = 0o600 << 16
    part.create_system = 3
    return part
