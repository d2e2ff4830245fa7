"""What the standards say of feeds and sitemaps, as schemas that lxml and jsonschema hold documents against.

Written down from RFC 4287 (Appendix B and its prose), RFC 6721, jsonfeed.org and sitemaps.org, for what our documents may hold: an
element that is not named here is an error, so that nothing is added without a look at what allows it.
"""

from lxml import etree

ATOM, TOMBSTONES, MEDIA = "http://www.w3.org/2005/Atom", "http://purl.org/atompub/tombstones/1.0", "http://search.yahoo.com/mrss/"
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
MOMENT = r"\d\d\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+\-]\d\d:\d\d)"
WEB = r"https?://[^ &lt;&gt;&quot;{}|\\^`]+"

_ATOM = f"""
<grammar xmlns="http://relaxng.org/ns/structure/1.0" ns="{ATOM}" xmlns:at="{TOMBSTONES}" xmlns:media="{MEDIA}"
         datatypeLibrary="http://www.w3.org/2001/XMLSchema-datatypes">
  <start><element name="feed">
    <optional><attribute name="xml:lang"><data type="language"/></attribute></optional>
    <interleave>
      <ref name="id"/><ref name="title"/><ref name="updated"/>
      <optional><element name="subtitle"><ref name="text"/></element></optional>
      <oneOrMore><ref name="author"/></oneOrMore>
      <oneOrMore><ref name="link"/></oneOrMore>
      <zeroOrMore><ref name="entry"/></zeroOrMore>
      <zeroOrMore><ref name="deleted"/></zeroOrMore>
    </interleave>
  </element></start>
  <define name="entry"><element name="entry"><interleave>
    <ref name="id"/><ref name="title"/><ref name="updated"/>
    <optional><element name="published"><ref name="moment"/></element></optional>
    <oneOrMore><ref name="author"/></oneOrMore>
    <oneOrMore><ref name="link"/></oneOrMore>
    <zeroOrMore><ref name="category"/></zeroOrMore>
    <optional><element name="summary"><ref name="text"/></element></optional>
    <zeroOrMore><ref name="media"/></zeroOrMore>
  </interleave></element></define>
  <define name="id"><element name="id">
    <data type="anyURI"><param name="pattern">tag:[a-z0-9.\\-]+,\\d+:[^ ]+</param></data>
  </element></define>
  <define name="title"><element name="title"><ref name="text"/></element></define>
  <define name="updated"><element name="updated"><ref name="moment"/></element></define>
  <define name="moment"><data type="dateTime"><param name="pattern">{MOMENT}</param></data></define>
  <define name="text"><optional><attribute name="type"><value>text</value></attribute></optional><text/></define>
  <define name="author"><element name="author"><interleave>
    <element name="name"><data type="string"><param name="minLength">1</param></data></element>
    <optional><element name="uri"><ref name="web"/></element></optional>
  </interleave></element></define>
  <define name="link"><element name="link">
    <attribute name="href"><ref name="web"/></attribute>
    <attribute name="rel"><choice>
      <value>alternate</value><value>self</value><value>via</value><value>related</value><value>enclosure</value><value>hub</value>
    </choice></attribute>
    <optional><attribute name="type"><data type="string"><param name="pattern">[a-z]+/[a-z+]+</param></data></attribute></optional>
    <optional><attribute name="length"><data type="nonNegativeInteger"/></attribute></optional>
  </element></define>
  <define name="category"><element name="category">
    <attribute name="term"><data type="string"><param name="minLength">1</param></data></attribute>
    <attribute name="scheme"><ref name="web"/></attribute><attribute name="label"/>
  </element></define>
  <define name="deleted"><element name="at:deleted-entry">
    <attribute name="ref"><data type="anyURI"/></attribute><attribute name="when"><ref name="moment"/></attribute>
    <optional><element name="at:comment"><text/></element></optional>
  </element></define>
  <define name="media"><element name="media:content">
    <attribute name="url"><ref name="web"/></attribute><attribute name="type"/><attribute name="medium"/>
    <optional><attribute name="fileSize"><data type="positiveInteger"/></attribute></optional>
    <attribute name="width"><data type="positiveInteger"/></attribute><attribute name="height"><data type="positiveInteger"/></attribute>
    <optional><element name="media:description"><attribute name="type"><value>plain</value></attribute><text/></element></optional>
  </element></define>
  <define name="web"><data type="anyURI"><param name="pattern">{WEB}</param></data></define>
</grammar>
"""

_MAPS = f"""
<xsd:schema xmlns:xsd="http://www.w3.org/2001/XMLSchema" targetNamespace="{SITEMAP}" xmlns="{SITEMAP}" elementFormDefault="qualified">
  <xsd:element name="urlset"><xsd:complexType><xsd:sequence>
    <xsd:element name="url" minOccurs="0" maxOccurs="50000"><xsd:complexType><xsd:sequence>
      <xsd:element name="loc" type="place"/>
      <xsd:element name="lastmod" type="moment" minOccurs="0"/>
      <xsd:any namespace="##other" processContents="skip" minOccurs="0" maxOccurs="unbounded"/>
    </xsd:sequence></xsd:complexType></xsd:element>
  </xsd:sequence></xsd:complexType></xsd:element>
  <xsd:element name="sitemapindex"><xsd:complexType><xsd:sequence>
    <xsd:element name="sitemap" maxOccurs="50000"><xsd:complexType><xsd:sequence>
      <xsd:element name="loc" type="place"/><xsd:element name="lastmod" type="moment" minOccurs="0"/>
    </xsd:sequence></xsd:complexType></xsd:element>
  </xsd:sequence></xsd:complexType></xsd:element>
  <xsd:simpleType name="place"><xsd:restriction base="xsd:anyURI">
    <xsd:minLength value="12"/><xsd:maxLength value="2048"/><xsd:pattern value="{WEB}"/>
  </xsd:restriction></xsd:simpleType>
  <xsd:simpleType name="moment"><xsd:restriction base="xsd:dateTime"><xsd:pattern value="{MOMENT}"/></xsd:restriction></xsd:simpleType>
</xsd:schema>
"""

_TEXT, _WEB, _TIME = (
    {"type": "string", "minLength": 1},
    {"type": "string", "pattern": "^https?://"},
    {"type": "string", "format": "date-time"},
)


def _shape(required: tuple[str, ...], **properties) -> dict:
    return {"type": "object", "properties": properties, "required": list(required), "additionalProperties": False}


_AUTHORS = {"type": "array", "minItems": 1, "items": {**_shape((), name=_TEXT, url=_WEB, avatar=_WEB), "minProperties": 1}}
_FILE = _shape(
    ("url", "mime_type"),
    url=_WEB,
    mime_type={"type": "string", "pattern": "^[a-z]+/[a-z]+$"},
    title=_TEXT,
    size_in_bytes={"type": "integer"},
)
_ITEM = _shape(
    ("id", "content_text"),
    **{"id": _TEXT, "url": _WEB, "external_url": _WEB, "title": _TEXT, "content_text": _TEXT, "summary": _TEXT, "image": _WEB},
    **{"date_published": _TIME, "date_modified": _TIME, "authors": _AUTHORS, "tags": {"type": "array", "items": _TEXT}},
    attachments={"type": "array", "items": _FILE},
)
JSON_FEED = _shape(
    ("version", "title", "items"),
    **{"version": {"const": "https://jsonfeed.org/version/1.1"}, "title": _TEXT, "description": _TEXT, "home_page_url": _WEB},
    **{"feed_url": _WEB, "language": _TEXT, "authors": _AUTHORS, "items": {"type": "array", "items": _ITEM}},
    hubs={"type": "array", "items": _shape(("type", "url"), type=_TEXT, url=_WEB)},
)
ATOM_FEED = etree.RelaxNG(etree.fromstring(_ATOM))
SITEMAPS = etree.XMLSchema(etree.fromstring(_MAPS))
