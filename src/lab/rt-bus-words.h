/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "patterns/publish-subscribe/rt-bus.h"

G_BEGIN_DECLS

/* What a bus can do, and what it cannot, for people. */

/* @uri: NULL: the embedded one; @kind: what it is wanted for. (transfer full) */
char       *rt_bus_words_dup           (const char     *uri,
                                        RtBusAbilities  kind);
/* That the keyring did not take a password, and why. (transfer full) */
char       *rt_bus_words_dup_forgotten (const GError   *error);
/* An address of that scheme. (transfer none) */
const char *rt_bus_words_get_example   (const char     *scheme);

G_END_DECLS
