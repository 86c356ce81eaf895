/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* So many rows a list may have. */
#define RT_LIST_GROUP_MAX 100

/**
 * RtListGroup:
 *
 * A group of preferences that is a list of strings: a row each, which can be removed, and
 * one to type another into. It says in place what cannot be one.
 *
 * Properties: "add-title" (string): what can be typed; "hint" (string): said when what was
 * typed cannot be one
 */
#define RT_TYPE_LIST_GROUP (rt_list_group_get_type ())
G_DECLARE_FINAL_TYPE (RtListGroup, rt_list_group, RT, LIST_GROUP, AdwPreferencesGroup)

/* Whether @text can be in the list. */
typedef gboolean (*RtListGroupCheck) (const char *text);

void rt_list_group_bind (RtListGroup      *self,
                         GSettings        *settings,
                         const char       *key,
                         RtListGroupCheck  check);

G_END_DECLS
