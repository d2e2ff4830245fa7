"""What the API answers, in words: the schema and the documentation are made from these classes.

The answers themselves are built in items.py; every real answer is checked against this description in the tests.
"""

from rest_framework import serializers
from rest_framework.serializers import BooleanField, CharField, DateTimeField, IntegerField, ListField


class ImageSerializer(serializers.Serializer):
    url = CharField(allow_null=True, help_text="Our own copy, a JPEG, where there is one; else as the article's file has it.")
    width = IntegerField(allow_null=True, help_text="In pixels, of what stands at the address.")
    height = IntegerField(allow_null=True, help_text="In pixels.")
    title = CharField(allow_null=True, help_text="What it shows, in words.")
    attribution = CharField(allow_null=True)
    isCached = BooleanField(help_text="True where the address is our own copy; else what the article's file says, false for nothing.")


class PersonSerializer(serializers.Serializer):
    name = CharField(allow_null=True)


class ItemProviderSerializer(serializers.Serializer):
    name = CharField(allow_null=True, help_text="As this article's file names it; one domain can carry several names.")
    domain = CharField(allow_null=True)
    images = ImageSerializer(many=True, allow_null=True, help_text="Logos.")
    publishers = PersonSerializer(many=True, allow_null=True)
    authors = PersonSerializer(many=True, allow_null=True)


class CorrectionSerializer(serializers.Serializer):
    at = DateTimeField(help_text="When it was corrected.")
    text = CharField(help_text="What was wrong and was put right. Plain text.")


class ItemSerializer(serializers.Serializer):
    """One published article. Every key but the last is always there; what is absent is null."""

    path = CharField(help_text="The article's source file, its lasting name.")
    title = CharField(help_text="Plain text: escape it before you show it as HTML.")
    excerpt = CharField(allow_null=True, help_text="Plain text.")
    sourceUrl = CharField(allow_null=True, help_text="Always null.")
    webUrl = CharField(allow_null=True, help_text="Where to read it.")
    originalUrl = CharField(allow_null=True, help_text="Where it was first published.")
    featuredContent = CharField(allow_null=True, help_text="The iframe of a YouTube video, and never other markup.")
    highlight = CharField(allow_null=True, help_text="Always null.")
    heat = IntegerField(allow_null=True, help_text="How much its story is covered.")
    tags = ListField(child=CharField(), allow_null=True, help_text="Always null.")
    images = ImageSerializer(many=True, allow_null=True)
    content = CharField(help_text="The file's body: Markdown, not cleaned, nearly always empty.")
    type = CharField(help_text="article, video, …")
    ampWebUrl = CharField(allow_null=True)
    cdnAmpWebUrl = CharField(allow_null=True)
    publishedDateTime = DateTimeField(allow_null=True, help_text="The provider's date, in UTC, such as 2021-06-02T16:12:27Z.")
    updatedDateTime = DateTimeField(allow_null=True, help_text="Always null.")
    provider = ItemProviderSerializer(allow_null=True)
    locale = CharField(help_text="The site's language, such as en-us.")
    categories = ListField(child=CharField(), help_text="One name: news.")
    topics = ListField(child=CharField(), help_text="Names, the main one first.")
    corrections = CorrectionSerializer(many=True, required=False, help_text="Only where there are any; the oldest first.")


class TopicSerializer(serializers.Serializer):
    id = CharField(help_text="What /api/news/{topic}/ takes.")
    name = CharField()
    shortname = CharField(allow_null=True)
    parent = CharField(allow_null=True, help_text="The id of the topic above.")  # type: ignore[assignment]
    description = CharField(allow_null=True)
    keywords = ListField(child=CharField())
    hashtags = ListField(child=CharField())
    url = CharField(help_text="Its page on the site.")


class ProviderSerializer(serializers.Serializer):
    name = CharField()
    domain = CharField()
    homePage = CharField(allow_null=True)
    logo = CharField(allow_null=True, help_text="Absolute address.")


class PageSerializer(serializers.Serializer):
    page = IntegerField(min_value=1)


class NewsPageSerializer(PageSerializer):
    value = ItemSerializer(many=True)
    nextPage = IntegerField(allow_null=True, min_value=2, help_text="null on the last page.")


class TopicsPageSerializer(PageSerializer):
    value = TopicSerializer(many=True)
    nextPage = IntegerField(allow_null=True, min_value=2, help_text="null on the last page.")


class ProvidersPageSerializer(PageSerializer):
    value = ProviderSerializer(many=True)
    nextPage = IntegerField(allow_null=True, min_value=2, help_text="null on the last page.")


class ErrorSerializer(serializers.Serializer):
    """A problem as RFC 9457 has it."""

    type = CharField(help_text="about:blank, or the address of the words on the keys that this problem has of its own.")
    title = CharField(help_text="The status in words.")
    status = IntegerField(help_text="The same as that of the answer.")
    detail = CharField(help_text="What is wrong, in words.")
    instance = CharField(help_text="The path that was asked for.")


class WrongParametersSerializer(ErrorSerializer):
    errors = serializers.DictField(  # type: ignore[assignment]
        child=ListField(child=CharField()), help_text="What is wrong, by parameter: lists of sentences."
    )
    allowed = ListField(child=CharField(), help_text="The parameters that there are.")


class GoneSerializer(ErrorSerializer):
    reason = CharField(allow_null=True, help_text="Why, in the editors' words; plain text.")
    withdrawnDateTime = DateTimeField(allow_null=True)


class ChangeSerializer(serializers.Serializer):
    """One article that changed for readers. Told at least once; what is told is what holds now."""

    change = CharField(
        help_text="created: it became public behind “since”. updated: it was public there and changed. removed: it is not public any more."
    )
    at = DateTimeField(help_text="When it changed.")
    id = IntegerField(help_text="What stays the same whatever changes: path is not unique among sources, and slug can change.")
    path = CharField(help_text="The article's source file.")
    slug = CharField(help_text="The last part of its address, which is /{category}/{slug}/ on the site.")
    category = CharField(help_text="news, or another one: /api/news/ has only news.")
    item = ItemSerializer(required=False, help_text="The article, where it is public.")
    reason = CharField(required=False, help_text="Why it was withdrawn, where its page says so. Plain text.")


class ChangesSerializer(serializers.Serializer):
    value = ChangeSerializer(many=True)
    next = CharField(help_text="What to give as “since” the next time.")
    more = BooleanField(help_text="Whether to ask again at once; else in a while.")
