/* SPDX-License-Identifier: Apache-2.0 */
/* Emoji look different on each device, and like an empty box where no font has them; drawings do not. */
#include "icons.h"

#include <string.h>
#include <strings.h>

typedef struct icon {
    const char *word, *emoji, *emoji2;      /* an emoji may be followed by a variation selector */
    const char *path;
} icon;

/* clang-format off */
static const icon icons[] = {
    { "bell",      "🔔", "📢", "M6 16v-5a6 6 0 1 1 12 0v5l2 2H4zM10 21h4" },
    { "book",      "📖", "📚", "M12 6C10 4.5 7 4 4 4v14c3 0 6 .5 8 2 2-1.5 5-2 8-2V4c-3 0-6 .5-8 2zM12 6v14" },
    { "box",       "📦", "🧰", "M4 8l8-4 8 4v8l-8 4-8-4zM4 8l8 4 8-4M12 12v8" },
    { "bulb",      "💡", "✨", "M9.5 18h5M10.5 21h3M12 3a6 6 0 0 0-3.5 10.9c.6.5 1 1.1 1 1.8h5c0-.7.4-1.3 1-1.8A6 6 0 0 0 12 3z" },
    { "calendar",  "📅", "📆", "M4 6h16v14H4zM4 10h16M8 3v4M16 3v4" },
    { "card",      "💳", "💰", "M3 6h18v12H3zM3 10h18M7 15h3" },
    { "chart",     "📊", "📈", "M4 4v16h16M8.5 16v-4M13 16V8M17.5 16v-6" },
    { "chat",      "💬", "🗨", "M4 5h16v11h-8l-5 4v-4H4z" },
    { "clipboard", "📋", "📝", "M6 5h12v16H6zM9 3h6v4H9zM9 12h6M9 16h4" },
    { "clock",     "⏰", "🕘", "M12 7v5l3 2M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0z" },
    { "code",      "🔌", "🤖", "M8 7l-5 5 5 5M16 7l5 5-5 5" },
    { "folder",    "📁", "📂", "M3 6h6l2 3h10v10H3z" },
    { "gear",      "⚙",  "🎛", "M4 7h9M17 7h3M4 17h3M11 17h9M15 9a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM9 19a2 2 0 1 0 0-4 2 2 0 0 0 0 4z" },
    { "globe",     "🌐", "🌍", "M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0zM3 12h18M12 3c5 5 5 13 0 18-5-5-5-13 0-18z" },
    { "home",      "🏠", "🏢", "M4 11l8-7 8 7v9h-5v-6H9v6H4z" },
    { "key",       "🔑", "🗝", "M11 12l9-9M16 7l3 3M12 15a4 4 0 1 1-8 0 4 4 0 0 1 8 0z" },
    { "laptop",    "💻", "🖥", "M5 5h14v10H5zM3 19h18" },
    { "lock",      "🔒", "🔐", "M6 11h12v9H6zM8 11V8a4 4 0 0 1 8 0v3" },
    { "mail",      "✉",  "📧", "M3 6h18v12H3zM3 7l9 6 9-6" },
    { "phone",     "📱", "📞", "M7 3h10v18H7zM11 18h2" },
    { "question",  "❓", "❔", "M9.5 9.5a2.5 2.5 0 1 1 3.6 2.2c-.8.4-1.1.9-1.1 1.8M12 17v.1M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0z" },
    { "rocket",    "🚀", "🏁", "M9 13c1-4.5 4-8.5 11-9-.5 7-4.5 10-9 11zM9 13l-4 .5L8 9.5h2.5M11 15l-.5 4 4-3v-2.5M6 16.5c-1.5.5-2 2.5-2 3.5 1 0 3-.5 3.5-2" },
    { "shield",    "🛡", "✅", "M12 3l8 3v6c0 4.5-3.3 7.5-8 9-4.7-1.5-8-4.5-8-9V6zM9 12l2 2 4-4" },
    { "star",      "⭐", "🏆", "M12 3.5l2.6 5.4 5.9.8-4.3 4.1 1 5.9-5.2-2.8-5.2 2.8 1-5.9-4.3-4.1 5.9-.8z" },
    { "tag",       "🏷", "🔖", "M4 4h7l9 9-7 7-9-9zM8 8v.1" },
    { "truck",     "🚚", "🚗", "M3 6h11v10H3zM14 10h4l3 3v3h-7M8 18a2 2 0 1 1-4 0 2 2 0 0 1 4 0zM19 18a2 2 0 1 1-4 0 2 2 0 0 1 4 0z" },
    { "user",      "👤", "🧑", "M16 8a4 4 0 1 1-8 0 4 4 0 0 1 8 0zM4 20c.8-3.5 3.8-5 8-5s7.2 1.5 8 5" },
    { "users",     "👥", "👪", "M13 8a4 4 0 1 1-8 0 4 4 0 0 1 8 0zM2 20c.6-3.5 3.3-5 7-5s6.4 1.5 7 5M16 4.5a4 4 0 0 1 0 7M18 15.5c2 .7 3.5 2 4 4.5" },
    { "wrench",    "🔧", "🛠", "M14.7 6.3a4 4 0 0 0-5.4 5.4L4 17l3 3 5.3-5.3a4 4 0 0 0 5.4-5.4L15 12l-3-3z" },
};
/* clang-format on */

const char *icons_path(const char *given)
{
    for (unsigned i = 0; given && *given && i < sizeof icons / sizeof *icons; i++) {
        const icon *c = &icons[i];

        if (!strcasecmp(given, c->word) || !strncmp(given, c->emoji, strlen(c->emoji)) ||
            !strncmp(given, c->emoji2, strlen(c->emoji2)))
            return c->path;
    }
    return NULL;
}
