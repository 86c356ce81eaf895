/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-trace-connection-private.h"

#include <glib/gi18n.h>

/* RFC 8446 section 5.1: type, version, length. */
#define HEADER_LENGTH 5

static const char * const names[] = {
  N_("encrypted: change of cipher"),
  N_("encrypted: alert"),
  N_("encrypted: handshake"),
  N_("encrypted"),
};

static gsize
read_fragment (RtTraceSide *self,
               const char  *bytes,
               gsize        length)
{
  gsize n = MIN (length, self->left);

  rt_trace_side_take (self, RT_TRACE_OPAQUE, RT_TRACE_FORM_RECORD, bytes, n);
  self->left -= n;
  if (self->left > 0)
    return n;
  rt_trace_side_finish (self);
  self->read = rt_trace_read_record;
  return n;
}

static void
end_header (RtTraceSide *self)
{
  guint8 type = (guint8) self->head->str[0];

  if (type < 20 || type >= 20 + G_N_ELEMENTS (names) || self->head->str[1] != 3)
    {
      rt_trace_side_lose (self, _("it is no TLS record"));
      return;
    }
  self->left = (gsize) (guint8) self->head->str[3] << 8 | (guint8) self->head->str[4];
  g_string_truncate (self->head, 0);
  rt_trace_side_begin (self, RT_TRACE_OPAQUE, g_strdup (_(names[type - 20])));
  self->read = read_fragment;
  if (self->left > 0)
    return;
  rt_trace_side_finish (self);
  self->read = rt_trace_read_record;
}

/**
 * rt_trace_read_record:
 * @self: a side
 * @bytes: what comes next
 * @length: how many
 *
 * Reads the header of a TLS record; what is in it is nobody's to see.
 *
 * Returns: how many bytes of it there were
 */
gsize
rt_trace_read_record (RtTraceSide *self,
                      const char  *bytes,
                      gsize        length)
{
  gsize n = MIN (length, HEADER_LENGTH - self->head->len);

  rt_trace_side_take (self, RT_TRACE_OPAQUE, RT_TRACE_FORM_RECORD, bytes, n);
  g_string_append_len (self->head, bytes, n);
  if (self->head->len == HEADER_LENGTH)
    end_header (self);
  return n;
}
