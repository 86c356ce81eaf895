/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-upload-words.h"

#include <glib/gi18n.h>

#include "lab/rt-format.h"

#define SHORT_DIGEST 8

/* Takes @part, which may be nothing. */
static void
add_part (GString *words,
          char    *part)
{
  if (part != NULL && words->len > 0)
    g_string_append (words, " · ");
  g_string_append (words, part != NULL ? part : "");
  g_free (part);
}

static char *
dup_progress (const RtUploadReport *report)
{
  GString *words = g_string_new (NULL);

  if (report->share >= 0)
    add_part (words, rt_format_share (report->share));
  else if (report->received >= 0)
    add_part (words, rt_format_bytes (report->received));
  if (report->rate >= 0)
    add_part (words, rt_format_rate (report->rate));
  if (report->left >= 0)
    add_part (words, rt_format_left (report->left));
  return g_string_free (words, FALSE);
}

static char *
dup_complete (RtUploadTransfer     *transfer,
              const RtUploadReport *report)
{
  GString *words = g_string_new (NULL);
  gint64 size = rt_upload_transfer_get_size (transfer);

  if (report != NULL && report->sha256 != NULL)
    {
      g_autofree char *digest = rt_upload_words_shorten (report->sha256);

      add_part (words, g_strdup_printf ("SHA-256 %s", digest));
    }
  else
    {
      add_part (words, g_strdup (_("Complete")));
    }
  if (size >= 0)
    add_part (words, rt_format_bytes (size));
  if (report != NULL && report->type != NULL)
    add_part (words, g_strdup (report->type));
  return g_string_free (words, FALSE);
}

static char *
dup_sending (const RtUploadReport *report,
             const char           *trouble)
{
  if (trouble != NULL)
    return g_strdup (trouble);
  if (report == NULL || report->status == RT_UPLOAD_REPORT_NOTHING)
    return g_strdup (_("Waiting for the server to tell"));
  return dup_progress (report);
}

/**
 * rt_upload_words_new:
 * @transfer: an upload
 * @report: (nullable): what the server told of it
 * @trouble: (nullable): why it tells nothing more
 *
 * Says how far @transfer is, or how it ended.
 *
 * Returns: (transfer full): one line
 */
char *
rt_upload_words_new (RtUploadTransfer     *transfer,
                     const RtUploadReport *report,
                     const char           *trouble)
{
  const char *reason = rt_upload_transfer_get_reason (transfer);

  switch (rt_upload_transfer_get_state (transfer))
    {
    case RT_UPLOAD_TRANSFER_WAITING:
      return g_strdup (trouble != NULL ? trouble : _("Waiting for its turn"));
    case RT_UPLOAD_TRANSFER_SENDING:
      return dup_sending (report, trouble);
    case RT_UPLOAD_TRANSFER_COMPLETE:
      return dup_complete (transfer, report);
    case RT_UPLOAD_TRANSFER_CANCELLED:
      return g_strdup (_("Cancelled: the server keeps nothing of it"));
    case RT_UPLOAD_TRANSFER_FAILED:
    default:
      return g_strdup (reason != NULL ? reason : _("Failed: try it again"));
    }
}

/**
 * rt_upload_words_shorten:
 * @digest: hexadecimal digits
 *
 * Returns: (transfer full): so many of them that two can be told apart
 */
char *
rt_upload_words_shorten (const char *digest)
{
  return g_strdup_printf ("%.*s…", SHORT_DIGEST, digest);
}
