/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "lab/rt-engine.h"

G_BEGIN_DECLS

/* Shows what this is, over @parent. @engine: (nullable) */
void rt_about_show (GtkWindow *parent,
                    RtEngine  *engine);

G_END_DECLS
