/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * RtFormParts:
 *
 * Takes a form apart while it arrives (multipart/form-data, RFC 7578; RFC 2046 section
 * 5.1): it is given bytes, and gives what files are in them. Holds some kilobytes at the
 * most beside what it was given last.
 */
typedef struct _RtFormParts RtFormParts;

typedef enum {
  RT_FORM_PARTS_MORE,   /* all that was given is read */
  RT_FORM_PARTS_FILE,   /* a file begins */
  RT_FORM_PARTS_DATA,   /* bytes of it */
  RT_FORM_PARTS_END,    /* the form is whole */
  RT_FORM_PARTS_BAD,    /* it is no form */
} RtFormPartsItem;

/* Of the fields before a part, and of a boundary (RFC 2046 section 5.1.1). */
#define RT_FORM_PARTS_MAX_HEAD     (16 * 1024)
#define RT_FORM_PARTS_MAX_BOUNDARY 70

RtFormParts    *rt_form_parts_new          (const char     *boundary);
void            rt_form_parts_free         (RtFormParts    *self);
void            rt_form_parts_push         (RtFormParts    *self,
                                            gconstpointer   data,
                                            gsize           size);
/* @data is valid until the next call. */
RtFormPartsItem rt_form_parts_read         (RtFormParts    *self,
                                            const char    **data,
                                            gsize          *size);
/* What the file is called that began last. (transfer none) */
const char     *rt_form_parts_get_filename (RtFormParts    *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RtFormParts, rt_form_parts_free)

G_END_DECLS
