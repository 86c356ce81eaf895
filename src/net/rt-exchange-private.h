/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "net/rt-exchange.h"

G_BEGIN_DECLS

RtExchange *rt_exchange_new          (SoupServerMessage *message,
                                      RtPeer            *peer,
                                      const char        *pattern);
/* The request counts from here on, for the pattern set so far. */
void        rt_exchange_begin        (RtExchange        *self);
/* The message is finished or gone: nothing of libsoup may be touched any more. */
void        rt_exchange_end          (RtExchange        *self);
gboolean    rt_exchange_is_answered  (RtExchange        *self);
/* Answers at once and ends the connection, whatever of the body is still to come. */
void        rt_exchange_refuse       (RtExchange        *self,
                                      guint              status,
                                      const char        *content_type,
                                      const char        *body);

G_END_DECLS
