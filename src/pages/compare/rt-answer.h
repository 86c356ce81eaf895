/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "lab/rt-advice.h"

G_BEGIN_DECLS

/* What is recommended and why, in words. (transfer floating) (nullable) */
GtkWidget *rt_answer_new      (RtResult      *result,
                               const RtNeeds *needs);
/* What more clients would cost: a projection, and what it rests on. (transfer floating) (nullable) */
GtkWidget *rt_projection_new  (RtResult      *result);
/* What others published, and what was measured. (transfer floating) (nullable) */
GtkWidget *rt_published_new   (RtResult      *result);

G_END_DECLS
