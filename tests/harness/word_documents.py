"""A builder of Word documents from small pieces of their XML."""

import io
import zipfile
from xml.sax.saxutils import escape

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
STYLES = f"""<w:styles {W}>
<w:style w:styleId="Kop1"><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>
<w:style w:styleId="Opsomming"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>
</w:styles>"""
NUMBERS = f"""<w:numbering {W}>
<w:abstractNum w:abstractNumId="7"><w:lvl><w:numFmt w:val="bullet"/></w:lvl></w:abstractNum>
<w:abstractNum w:abstractNumId="8"><w:lvl><w:numFmt w:val="decimal"/></w:lvl></w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>
<w:num w:numId="2"><w:abstractNumId w:val="8"/></w:num>
</w:numbering>"""


def document(*paragraphs: str, start: str = "") -> bytes:
    """Return a document of these paragraphs: each a plain text, or XML where it begins with <."""
    body = "".join(each if each.startswith("<") else paragraph(run(each)) for each in paragraphs)
    whole = f"<w:document {W}><w:body>{body}<w:sectPr/></w:body></w:document>"
    parts = {
        "word/document.xml": start + whole,
        "word/styles.xml": STYLES,
        "word/numbering.xml": NUMBERS,
    }
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return content.getvalue()


def paragraph(*runs: str, style: str = "", number: str = "") -> str:
    """Return a paragraph with a style, or as an item of a list."""
    result = f'<w:pStyle w:val="{style}"/>' if style else ""
    result += f'<w:numPr><w:numId w:val="{number}"/></w:numPr>' if number else ""
    return f"<w:p><w:pPr>{result}</w:pPr>{''.join(runs)}</w:p>"


def run(text: str, looks: str = "") -> str:
    """Return a run of text, with properties such as <w:b/>; a line end breaks the line."""
    lines = "<w:br/>".join(
        f'<w:t xml:space="preserve">{escape(each)}</w:t>' for each in text.split("\n")
    )
    return f"<w:r><w:rPr>{looks}</w:rPr>{lines}</w:r>"
