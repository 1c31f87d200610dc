"""The parameters of the imitated methods, known also where the full description is not."""

CHAT = frozenset({"chat_id", "business_connection_id"})
SENDING = CHAT | {
    "message_thread_id", "direct_messages_topic_id", "disable_notification", "protect_content",
    "allow_paid_broadcast", "message_effect_id", "suggested_post_parameters", "reply_parameters",
    "reply_markup", "parse_mode",
}  # fmt: skip
CAPTION = frozenset({"caption", "caption_entities", "parse_mode"})
EDITING = CHAT | {"message_id", "inline_message_id", "reply_markup"}
MENU = frozenset({"scope", "language_code"})

FIELDS: dict[str, frozenset[str]] = {
    "getMe": frozenset(),
    "logOut": frozenset(),
    "close": frozenset(),
    "getUpdates": frozenset({"offset", "limit", "timeout", "allowed_updates"}),
    "setWebhook": frozenset({
        "url", "certificate", "ip_address", "max_connections", "allowed_updates",
        "drop_pending_updates", "secret_token",
    }),
    "deleteWebhook": frozenset({"drop_pending_updates"}),
    "getWebhookInfo": frozenset(),
    "sendMessage": SENDING | {"text", "entities", "link_preview_options"},
    "sendPhoto": SENDING | CAPTION | {"photo", "show_caption_above_media", "has_spoiler"},
    "sendDocument": SENDING | CAPTION | {
        "document", "thumbnail", "disable_content_type_detection",
    },
    "sendChatAction": CHAT | {"message_thread_id", "action"},
    "editMessageText": EDITING | {
        "text", "parse_mode", "entities", "link_preview_options", "rich_message",
    },
    "editMessageCaption": EDITING | CAPTION | {"show_caption_above_media"},
    "editMessageMedia": EDITING | {"media"},
    "editMessageReplyMarkup": EDITING,
    "deleteMessage": frozenset({"chat_id", "message_id"}),
    "answerCallbackQuery": frozenset({
        "callback_query_id", "text", "show_alert", "url", "cache_time",
    }),
    "setMyCommands": MENU | {"commands"},
    "getMyCommands": MENU,
    "deleteMyCommands": MENU,
    "setMyName": frozenset({"name", "language_code"}),
    "getMyName": frozenset({"language_code"}),
    "setMyDescription": frozenset({"description", "language_code"}),
    "getMyDescription": frozenset({"language_code"}),
    "setMyShortDescription": frozenset({"short_description", "language_code"}),
    "getMyShortDescription": frozenset({"language_code"}),
    "getFile": frozenset({"file_id"}),
    "getChatMember": frozenset({"chat_id", "user_id"}),
    "getChatAdministrators": frozenset({"chat_id", "return_bots"}),
}  # fmt: skip
