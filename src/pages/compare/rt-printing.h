/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "rt-picture.h"

G_BEGIN_DECLS

/* Asks where to, and prints: the report in text, then the pictures. (transfer none) @text, @picture */
void rt_printing_run (GtkWindow       *parent,
                      const char      *title,
                      const char      *text,
                      const RtPicture *picture);

G_END_DECLS
