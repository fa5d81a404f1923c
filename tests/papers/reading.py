"""Reads a PDF as assistive software does: its tags in order, with their texts and alternative texts."""

import io
import tempfile
from dataclasses import dataclass, field

import pikepdf
import pypdfium2
from pdfua import validate

ROLES = {"/H1", "/H2", "/H3", "/P", "/Figure", "/Table", "/TH", "/TD", "/LI", "/Link", "/Caption"}


@dataclass
class Read:
    """Title, language, the tags in reading order, the alternative texts of the pictures, and the marks: (page, number) of each piece."""

    title: str
    language: str
    tags: list[str] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)
    marks: list[tuple[int, int]] = field(default_factory=list)
    text: str = ""

    @property
    def is_in_order(self) -> bool:
        """Whether the tags follow the pages from top to bottom, so that `text` is what is read aloud."""
        return self.marks == sorted(self.marks)


def read(content: bytes) -> Read:
    """What a screen reader gets of the PDF."""
    with pikepdf.open(io.BytesIO(content)) as document:
        found = Read(str(document.open_metadata().get("dc:title", "")), str(document.Root.get("/Lang", "")))
        pages = {page.obj.objgen: number for number, page in enumerate(document.pages)}
        walk(document.Root.StructTreeRoot, found, pages, 0)
    paper = pypdfium2.PdfDocument(content)
    found.text = "\n".join(page.get_textpage().get_text_bounded() for page in paper)
    return found


def walk(node: object, found: Read, pages: dict, page: int) -> None:
    """Add this element of the structure tree, and all below it in their order."""
    if isinstance(node, pikepdf.Array):
        for child in node:
            walk(child, found, pages, page)
    elif isinstance(node, pikepdf.Dictionary):
        page = pages.get(node["/Pg"].objgen, page) if "/Pg" in node else page
        if "/MCID" in node:
            found.marks.append((page, int(node["/MCID"])))
            return
        role = str(node.get("/S", ""))
        if role in ROLES:
            found.tags.append(role[1:])
        if role == "/Figure":
            found.pictures.append(str(node.get("/Alt", "")))
        walk(node.get("/K", pikepdf.Array()), found, pages, page)
    elif isinstance(node, int):
        found.marks.append((page, node))


def faults(content: bytes) -> list[str]:
    """What the validator finds wrong; empty for a PDF that passes every rule it knows."""
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(content)
        file.flush()
        return [f"{finding.rule_id}: {finding.message}" for finding in validate(file.name).findings]
