/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * RtResultSection:
 *
 * A card with a title above it and a note below it. Without content it is not there.
 *
 * Properties: "title" (string), "note" (string), "content" (GtkWidget)
 */
#define RT_TYPE_RESULT_SECTION (rt_result_section_get_type ())
G_DECLARE_FINAL_TYPE (RtResultSection, rt_result_section, RT, RESULT_SECTION, GtkBox)

/* @content: (transfer floating) (nullable); @note: (nullable) */
void rt_result_section_show (RtResultSection *self,
                             GtkWidget       *content,
                             const char      *note);

G_END_DECLS
