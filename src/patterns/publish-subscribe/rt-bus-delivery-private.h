/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "patterns/publish-subscribe/rt-bus-message.h"

G_BEGIN_DECLS

/* A delivery with what its subscription knows of it, so that no table of them is needed. */
typedef struct {
  RtBusDelivery   delivery;
  gatomicrefcount ref_count;
  GQueue         *waiting;       /* (unowned): where it waits for acknowledgement; NULL it does not */
  GList           link;          /* in it */
  gboolean        acknowledged;  /* and held back by others before it */
} RtBusDeliveryRecord;

G_END_DECLS
