/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "lab/rt-result.h"

G_BEGIN_DECLS

/* Results in `.roundtrip` files. */

#define RT_RESULT_SUFFIX   ".roundtrip"
#define RT_RESULT_MAX_SIZE (16 * 1024 * 1024) /* bytes of a file */

/* Text of a file, and back. */
GBytes   *rt_result_to_bytes    (RtResult            *self);
/* With @needs instead of its own. */
GBytes   *rt_result_to_bytes_for (RtResult           *self,
                                 const RtNeeds       *needs);
RtResult *rt_result_from_bytes  (GBytes              *bytes,
                                 GError             **error);

/* In a thread. */
void      rt_result_load_async  (GFile               *file,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data);
RtResult *rt_result_load_finish (GAsyncResult        *result,
                                 GError             **error);
void      rt_result_save_async  (RtResult            *self,
                                 const RtNeeds       *needs,
                                 GFile               *file,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data);
gboolean  rt_result_save_finish (RtResult            *self,
                                 GAsyncResult        *result,
                                 GError             **error);

G_END_DECLS
