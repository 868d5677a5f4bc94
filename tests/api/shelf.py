"""A shelf of articles of our own, beside the demo's: a small tree of categories whose every article is
known. Written behind the API's back, because this suite is about reading."""
import hashlib
import zlib
from dataclasses import dataclass, field

HOSTILE = 'Mind <script>alert("1")</script> & </title><img src=x onerror=alert(2)>'


@dataclass
class Shelf:
    tenant: int
    categories: dict = field(default_factory=dict)      # slug: id
    articles: dict = field(default_factory=dict)        # slug: id
    media: dict = field(default_factory=dict)           # name: "sha256.png"


def png(grey):
    """One pixel."""
    def chunk(kind, data):
        body = kind + data
        return len(data).to_bytes(4, "big") + body + zlib.crc32(body).to_bytes(4, "big")
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", b"\0\0\0\1\0\0\0\1\x08\0\0\0\0")
            + chunk(b"IDAT", zlib.compress(bytes([0, grey]))) + chunk(b"IEND", b""))


class Builder:
    def __init__(self, connection, tenant_slug="demo"):
        self.sql = connection.cursor()
        self.sql.execute("select id from help_center_tenant where slug = %s", (tenant_slug,))
        self.shelf = Shelf(self.sql.fetchone()[0])

    def one(self, text, *values):
        self.sql.execute(text, values)
        return self.sql.fetchone()[0]

    def user(self, name):
        return self.one("select id from help_center_user where tenant_id = %s and username = %s",
                        self.shelf.tenant, name)

    def category(self, slug, name, parent=None, **more):
        columns = {"tenant_id": self.shelf.tenant, "slug": slug, "name": name,
                   "parent_id": self.shelf.categories.get(parent), **more}
        self.shelf.categories[slug] = self._insert("help_center_category", columns)

    def article(self, slug, title, category, tags=(), media=(), **more):
        columns = {"tenant_id": self.shelf.tenant, "slug": slug, "title": title, "content": f"About {title}.",
                   "content_html": "<p>About it.</p>\n", "status": "PUBLISHED", "published_date": "2026-01-01T00:00:00Z",
                   "category_id": self.shelf.categories.get(category), **more}
        made = self._insert("help_center_article", columns)
        self.shelf.articles[slug] = made
        for tag in tags:
            tag_id = self.one("insert into help_center_tag (tenant_id, name, slug) values (%s, %s, %s)"
                              " on conflict (tenant_id, slug) do update set name = excluded.name returning id",
                              self.shelf.tenant, tag, tag.lower().replace(" ", "-"))
            self.sql.execute("insert into help_center_article_tag (tenant_id, article_id, tag_id) values (%s, %s, %s)",
                             (self.shelf.tenant, made, tag_id))
        for name in media:
            self.sql.execute("insert into help_center_article_media (tenant_id, article_id, sha256)"
                             " values (%s, %s, decode(%s, 'hex'))",
                             (self.shelf.tenant, made, self.shelf.media[name].split(".")[0]))
        return made

    def picture(self, name, grey):
        data = png(grey)
        digest = hashlib.sha256(data).hexdigest()
        self.sql.execute("insert into help_center_media (tenant_id, sha256, ext, content_type, bytes, size)"
                         " values (%s, decode(%s, 'hex'), 'png', 'image/png', %s, %s) on conflict do nothing",
                         (self.shelf.tenant, digest, data, len(data)))
        self.shelf.media[name] = digest + ".png"

    def _insert(self, table, columns):
        names = ", ".join(columns)
        marks = ", ".join(["%s"] * len(columns))
        return self.one(f"insert into {table} ({names}) values ({marks}) returning id", *columns.values())

    def clear(self):
        t = self.shelf.tenant
        self.sql.execute("delete from help_center_article where tenant_id = %s and id = any(%s)",
                         (t, list(self.shelf.articles.values())))
        for made in sorted(self.shelf.categories.values(), reverse=True):
            self.sql.execute("delete from help_center_category where tenant_id = %s and id = %s", (t, made))
        self.sql.execute("delete from help_center_media where tenant_id = %s and encode(sha256, 'hex') = any(%s)",
                         (t, [m.split(".")[0] for m in self.shelf.media.values()]))
        self.sql.execute("delete from help_center_tag t where t.tenant_id = %s and t.slug like 'shelf%%'", (t,))
