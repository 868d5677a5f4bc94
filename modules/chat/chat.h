/* SPDX-License-Identifier: Apache-2.0 */
/* Private to mod_help_chat. */
#ifndef HELP_CHAT_H
#define HELP_CHAT_H

#include "core/help_core.h"

/* mod_help_chat.c: core's table, set before the configuration is read, never changed afterwards. */
extern const help_core *chat_core;

/* chat_api.c */
extern const help_route chat_routes[];
extern const int chat_routes_n;

#endif
