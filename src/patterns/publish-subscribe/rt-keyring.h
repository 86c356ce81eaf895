/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Passwords of brokers, kept in the user's keyring (the Secret Service, through libsecret), by
 * scheme, host, port and user: one for all that connects there. Nothing else anywhere keeps one. */

/* Whether @uri names a user of a broker without a password, which the keyring may know. */
gboolean rt_keyring_needs         (GUri                *uri);
/* @uri with @password; %NULL: without any. (transfer full) */
GUri    *rt_keyring_complete      (GUri                *uri,
                                   const char          *password);
void     rt_keyring_find_async    (GUri                *uri,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data);
/* The password, to be freed with rt_keyring_free(); NULL, also without an error, where there is none. */
char    *rt_keyring_find_finish   (GAsyncResult        *result,
                                   GError             **error);
/* %NULL: forgets it. */
void     rt_keyring_keep_async    (GUri                *uri,
                                   const char          *password,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data);
gboolean rt_keyring_keep_finish   (GAsyncResult        *result,
                                   GError             **error);
/* The same, unless the broker refuses it: %RT_BUS_ERROR_ACCESS. */
void     rt_keyring_try_async     (GUri                *uri,
                                   const char          *password,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data);
gboolean rt_keyring_try_finish    (GAsyncResult        *result,
                                   GError             **error);
/* Wipes it. */
void     rt_keyring_free          (char                *password);

G_END_DECLS
