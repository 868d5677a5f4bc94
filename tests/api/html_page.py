"""A page, read strictly enough to notice what a browser would silently repair."""
import json
from html.parser import HTMLParser

VOID = {"meta", "link", "img", "br", "hr", "input", "col", "source", "wbr", "area", "base", "embed", "track"}
OPTIONAL_END = {"path", "rect", "circle"}           # of SVG, written self-closed


class Page(HTMLParser):
    """.metas {name or property: content}, .links {rel: href}, .title, .text, .ids, .hrefs, .tags, .complaints"""

    def __init__(self, answer):
        super().__init__(convert_charrefs=True)
        self.metas, self.links, self.ids, self.hrefs, self.tags, self.complaints = {}, {}, [], [], [], []
        self.title, self.text, self.ld, self.handlers = "", "", [], []
        self._open, self._script = [], None
        self.feed(answer.text)
        self.close()
        if self._open:
            self.complaints.append(f"left open: {self._open}")
        if len(set(self.ids)) != len(self.ids):
            self.complaints.append("an id is given twice")

    def handle_startendtag(self, tag, attrs):
        self._take(tag, dict(attrs))

    def handle_starttag(self, tag, attrs):
        self._take(tag, dict(attrs))
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag):
        if not self._open or self._open[-1] != tag:
            self.complaints.append(f"</{tag}> closes {self._open[-1:]}")
        else:
            self._open.pop()
        self._script = None

    def handle_data(self, data):
        if self._script == "application/ld+json":
            self.ld.append(json.loads(data))
        elif self._open and self._open[-1] == "title" and "svg" not in self._open:
            self.title += data
        elif "head" not in self._open:
            self.text += data

    def _take(self, tag, attrs):
        self.tags.append(tag)
        if tag == "meta":
            self.metas[attrs.get("name") or attrs.get("property")] = attrs.get("content")
        elif tag == "link":
            self.links[attrs.get("rel")] = attrs.get("href")
        elif tag == "script":
            self._script = attrs.get("type", "")
            if self._script != "application/ld+json" and "src" not in attrs:
                self.complaints.append("an inline script")
        elif tag == "style" or "style" in attrs:
            self.complaints.append("an inline style")
        if "id" in attrs:
            self.ids.append(attrs["id"])
        if "href" in attrs and tag == "a":
            self.hrefs.append(attrs["href"])
        self.handlers += [name for name in attrs if name.startswith("on")]
        if tag == "img" and "alt" not in attrs:
            self.complaints.append("an image without alt")

    def node(self, kind):
        """The JSON-LD node of that type."""
        return next(n for block in self.ld for n in block["@graph"] if n["@type"] == kind)
