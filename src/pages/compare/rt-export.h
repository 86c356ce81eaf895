/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "lab/rt-advice.h"
#include "rt-picture.h"

G_BEGIN_DECLS

/* A result as other programs have it. */
typedef enum {
  RT_EXPORT_JSON,
  RT_EXPORT_CSV,
  RT_EXPORT_MARKDOWN,
  RT_EXPORT_PNG,
  RT_EXPORT_SVG,
  RT_N_EXPORTS,
} RtExport;

/* "json"; FALSE: there is no such format. */
gboolean    rt_export_lookup     (const char          *id,
                                  RtExport            *format);
/* ".json" (transfer none) */
const char *rt_export_get_suffix (RtExport             format);
/* In a thread. @result: one that is over; @picture: (nullable) with formats that are none */
void        rt_export_async      (RtResult            *result,
                                  const RtNeeds       *needs,
                                  RtPicture           *picture,
                                  RtExport             format,
                                  GFile               *file,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data);
gboolean    rt_export_finish     (GAsyncResult        *result,
                                  GError             **error);

G_END_DECLS
