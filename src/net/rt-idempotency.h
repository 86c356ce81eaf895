/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "net/rt-exchange.h"

G_BEGIN_DECLS

/**
 * RtIdempotency:
 *
 * What was answered to requests that carry an `Idempotency-Key`
 * (draft-ietf-httpapi-idempotency-key-header), so that one whose answer was lost can be sent
 * again without being carried out again.
 */
typedef struct _RtIdempotency RtIdempotency;

/* A key that a request under way has taken. */
typedef struct _RtIdempotencyClaim RtIdempotencyClaim;

/* So many answers are kept, in so many bytes, and so long (seconds); the oldest give way. */
#define RT_IDEMPOTENCY_MAX_KEYS       10000
#define RT_IDEMPOTENCY_MAX_BYTES      (8 * 1024 * 1024)
#define RT_IDEMPOTENCY_SECONDS        600
#define RT_IDEMPOTENCY_MAX_KEY_LENGTH 255

RtIdempotency *rt_idempotency_new           (void);
void           rt_idempotency_unref         (RtIdempotency       *self);
/* FALSE when the request was answered by what is known of its key. */
gboolean       rt_idempotency_admit         (RtIdempotency       *self,
                                             RtExchange          *exchange);
/* FALSE when a request was refused whose body cannot be known before it is taken. */
gboolean       rt_idempotency_admit_no_key  (RtExchange          *exchange);
/* How many answers gave way before their time. */
guint64        rt_idempotency_get_n_dropped (RtIdempotency       *self);

/* The request was answered: that is what its key stands for from now on. */
void           rt_idempotency_claim_settle  (RtIdempotencyClaim  *claim,
                                             guint                status,
                                             SoupMessageHeaders  *fields,
                                             GBytes              *body);
/* It never will be: the key is free. */
void           rt_idempotency_claim_release (RtIdempotencyClaim  *claim);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RtIdempotency, rt_idempotency_unref)

G_END_DECLS
