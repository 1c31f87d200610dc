"""What a message holds, told by the names of its fields alone. Pure."""

from collections.abc import Mapping

from bot.domain.update import Unreadable

# Bot API 10.1, Message: what Telegram itself writes into a chat; nobody waits for an answer.
_SERVICE = frozenset(
    {
        *("new_chat_members", "left_chat_member", "chat_owner_left", "chat_owner_changed"),
        *("new_chat_title", "new_chat_photo", "delete_chat_photo", "group_chat_created"),
        *("supergroup_chat_created", "channel_chat_created", "message_auto_delete_timer_changed"),
        *("migrate_to_chat_id", "migrate_from_chat_id", "pinned_message", "invoice"),
        *("successful_payment", "refunded_payment", "users_shared", "chat_shared", "gift"),
        *("unique_gift", "gift_upgrade_sent", "connected_website", "write_access_allowed"),
        *("passport_data", "proximity_alert_triggered", "boost_added", "chat_background_set"),
        *("checklist_tasks_done", "checklist_tasks_added", "direct_message_price_changed"),
        *("forum_topic_created", "forum_topic_edited", "forum_topic_closed"),
        *("forum_topic_reopened", "general_forum_topic_hidden", "general_forum_topic_unhidden"),
        *("giveaway_created", "giveaway", "giveaway_winners", "giveaway_completed"),
        *("managed_bot_created", "paid_message_price_changed", "poll_option_added"),
        *("poll_option_deleted", "suggested_post_approved", "suggested_post_approval_failed"),
        *("suggested_post_declined", "suggested_post_paid", "suggested_post_refunded"),
        *("video_chat_scheduled", "video_chat_started", "video_chat_ended"),
        *("video_chat_participants_invited", "web_app_data"),
    },
)

# In this order: an animation comes with a document, a live photo with a photo.
_KINDS = (
    ("animation", Unreadable.PICTURE),
    ("live_photo", Unreadable.PICTURE),
    ("photo", Unreadable.PICTURE),
    ("video", Unreadable.PICTURE),
    ("video_note", Unreadable.VOICE),
    ("voice", Unreadable.VOICE),
    ("audio", Unreadable.FILE),
    ("document", Unreadable.FILE),
    ("sticker", Unreadable.STICKER),
)


def is_service(message: Mapping[str, object]) -> bool:
    """Say whether Telegram wrote this message, and not its sender."""
    return not _SERVICE.isdisjoint(message)


def kind_of(message: Mapping[str, object]) -> Unreadable:
    """Name what a message without text holds; kinds that are not known yet are `OTHER`."""
    for name, kind in _KINDS:
        if name in message:
            return kind
    return Unreadable.OTHER
