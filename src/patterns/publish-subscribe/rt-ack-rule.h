/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "patterns/publish-subscribe/rt-bus-message.h"

G_BEGIN_DECLS

#define RT_ACK_RULE_MAX_LENGTH 1000
/* What SQLite may do for one message, in its virtual machine's instructions. */
#define RT_ACK_RULE_MAX_STEPS  20000
/* Bytes of a body that a rule which names anything is asked about: a larger one takes too long. */
#define RT_ACK_RULE_MAX_BODY   (64 * 1024)
/* Characters that all LIKEs of a rule together compare for one message. */
#define RT_ACK_RULE_MAX_LIKE   (512 * 1024)
/* Names that a rule may use besides those below. */
#define RT_ACK_RULE_MAX_NAMES  32

typedef enum {
  RT_ACK_RULE_ERROR_SYNTAX,    /* it cannot be read */
  RT_ACK_RULE_ERROR_FORBIDDEN, /* it does more than look at a message */
  RT_ACK_RULE_ERROR_TOO_LONG,
} RtAckRuleError;
#define RT_ACK_RULE_ERROR (rt_ack_rule_error_quark ())
GQuark rt_ack_rule_error_quark (void);

/**
 * RtAckRule:
 *
 * Which messages are acknowledged, as the user types it: an expression of SQL such as
 * `number == 7` or `number > 3 and type = 'job'`. Names are members of the message's JSON
 * object, or `body`, `key`, `priority`, `redelivered`, `type`, `number` of the message itself
 * where the object has none of that name; what a message lacks is NULL. Text that looks like a number
 * counts as one, so that "7" is 7. Reference counted; used on one thread.
 */
typedef struct _RtAckRule RtAckRule;

#define RT_TYPE_ACK_RULE (rt_ack_rule_get_type ())
GType       rt_ack_rule_get_type (void);
/* NULL with an error that says what is wrong, and where. (transfer full) */
RtAckRule  *rt_ack_rule_new      (const char          *text,
                                  GError             **error);
RtAckRule  *rt_ack_rule_ref      (RtAckRule           *self);
void        rt_ack_rule_unref    (RtAckRule           *self);
const char *rt_ack_rule_get_text (RtAckRule           *self);
/* FALSE also where it cannot be told: it is NULL, or takes too long. */
gboolean    rt_ack_rule_takes    (RtAckRule           *self,
                                  const RtBusDelivery *delivery);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RtAckRule, rt_ack_rule_unref)

G_END_DECLS
