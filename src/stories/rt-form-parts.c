/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-form-parts.h"

#include <libsoup/soup.h>
#include <string.h>

#include "stories/rt-form-filename.h"

/* Not SoupMultipartInputStream: 3.2 gives back bytes that are not the file's where the
 * boundary begins with hyphens, as those of browsers do, and takes long lines for errors
 * of the program. */

#define HEAD_END "\r\n\r\n"

typedef enum {
  STATE_HEAD,    /* after a boundary */
  STATE_FILE,
  STATE_OTHER,   /* what is no file, and what is before the first part */
  STATE_END,
  STATE_BAD,
} State;

struct _RtFormParts {
  GByteArray *bytes;       /* not read yet */
  gsize       given;       /* of these: by the last reading */
  char       *delimiter;
  gsize       delimiter_length;
  char       *filename;
  State       state;
};

/**
 * rt_form_parts_new:
 * @boundary: what stands between the parts
 *
 * Returns: (transfer full) (nullable): the parts of a form; %NULL where @boundary is none
 */
RtFormParts *
rt_form_parts_new (const char *boundary)
{
  RtFormParts *self;

  if (*boundary == '\0' || strlen (boundary) > RT_FORM_PARTS_MAX_BOUNDARY)
    return NULL;

  self = g_new0 (RtFormParts, 1);
  self->bytes = g_byte_array_new ();
  self->delimiter = g_strconcat ("\r\n--", boundary, NULL);
  self->delimiter_length = strlen (self->delimiter);
  self->state = STATE_OTHER;
  /* The first one may be the first line. */
  g_byte_array_append (self->bytes, (const guint8 *) "\r\n", 2);

  return self;
}

/**
 * rt_form_parts_free:
 * @self: (transfer full): the parts of a form
 */
void
rt_form_parts_free (RtFormParts *self)
{
  g_byte_array_unref (self->bytes);
  g_free (self->delimiter);
  g_free (self->filename);
  g_free (self);
}

static void
drop (RtFormParts *self,
      gsize        size)
{
  if (size > 0)
    g_byte_array_remove_range (self->bytes, 0, (guint) size);
}

static void
drop_given (RtFormParts *self)
{
  drop (self, self->given);
  self->given = 0;
}

/**
 * rt_form_parts_push:
 * @self: the parts of a form
 * @data: (array length=size): what came next
 * @size: its bytes
 *
 * Takes a copy.
 */
void
rt_form_parts_push (RtFormParts   *self,
                    gconstpointer  data,
                    gsize          size)
{
  drop_given (self);
  if (self->state != STATE_END && self->state != STATE_BAD)
    g_byte_array_append (self->bytes, data, (guint) size);
}

/* Some programs say it as other fields do, in another character set (RFC 8187). */
static char *
dup_filename (SoupMessageHeaders *headers)
{
  const char *value = soup_message_headers_get_one (headers, "Content-Disposition");
  char *filename = value != NULL ? rt_form_filename_read (value) : NULL;
  g_autoptr (GHashTable) parameters = NULL;
  g_autofree char *disposition = NULL;

  if (filename == NULL && soup_message_headers_get_content_disposition (headers, &disposition, &parameters))
    filename = g_strdup (g_hash_table_lookup (parameters, "filename"));

  return filename;
}

/* What is called a file is one, though there may be nothing in it (RFC 7578 section 4.2).
 * Where nothing was chosen browsers send one without a name (WHATWG HTML, “Constructing the entry list”). */
static void
read_fields (RtFormParts *self,
             const char  *fields,
             gsize        length)
{
  g_autoptr (SoupMessageHeaders) headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_MULTIPART);

  g_clear_pointer (&self->filename, g_free);
  if (soup_headers_parse (fields, (int) length, headers))
    self->filename = dup_filename (headers);
  if (self->filename != NULL && *self->filename == '\0')
    g_clear_pointer (&self->filename, g_free);
}

static RtFormPartsItem
read_head (RtFormParts *self)
{
  const char *text = (const char *) self->bytes->data;
  gsize length = self->bytes->len;
  const char *end;

  if (length >= 2 && memcmp (text, "--", 2) == 0)
    {
      self->state = STATE_END;
      return RT_FORM_PARTS_END;
    }

  end = length >= 2 ? memmem (text, length, HEAD_END, strlen (HEAD_END)) : NULL;
  if (end == NULL && length <= RT_FORM_PARTS_MAX_HEAD)
    return RT_FORM_PARTS_MORE;
  if (end == NULL || end - text > RT_FORM_PARTS_MAX_HEAD)
    {
      self->state = STATE_BAD;
      return RT_FORM_PARTS_BAD;
    }

  /* Up to its last line's end, which the parser wants to see. */
  read_fields (self, text, (gsize) (end - text) + 2);
  drop (self, (gsize) (end - text) + strlen (HEAD_END));
  self->state = self->filename != NULL ? STATE_FILE : STATE_OTHER;

  return self->filename != NULL ? RT_FORM_PARTS_FILE : RT_FORM_PARTS_DATA;
}

/* Up to the next boundary, or to where one could begin. */
static RtFormPartsItem
read_data (RtFormParts  *self,
           const char  **data,
           gsize        *size)
{
  const char *text = (const char *) self->bytes->data;
  gsize length = self->bytes->len;
  const char *end = memmem (text, length, self->delimiter, self->delimiter_length);
  gboolean is_file = self->state == STATE_FILE;

  if (end == NULL && length < self->delimiter_length)
    return RT_FORM_PARTS_MORE;

  *data = text;
  *size = end != NULL ? (gsize) (end - text) : length - self->delimiter_length + 1;
  self->given = *size;
  if (end != NULL)
    {
      self->given += self->delimiter_length;
      self->state = STATE_HEAD;
    }
  if (!is_file)
    *size = 0;

  return RT_FORM_PARTS_DATA;
}

/**
 * rt_form_parts_read:
 * @self: the parts of a form
 * @data: (out): for %RT_FORM_PARTS_DATA: bytes of the file, valid until the next call
 * @size: (out): how many; may be 0
 *
 * Reads on, to be called until it gives %RT_FORM_PARTS_MORE, %RT_FORM_PARTS_END or
 * %RT_FORM_PARTS_BAD. Parts that are no files, and what is before and after all parts, are
 * read over.
 *
 * Returns: what comes next
 */
RtFormPartsItem
rt_form_parts_read (RtFormParts  *self,
                    const char  **data,
                    gsize        *size)
{
  *data = NULL;
  *size = 0;
  drop_given (self);
  switch (self->state)
    {
    case STATE_HEAD:
      return read_head (self);

    case STATE_FILE:
    case STATE_OTHER:
      return read_data (self, data, size);

    case STATE_END:
      return RT_FORM_PARTS_END;

    case STATE_BAD:
    default:
      return RT_FORM_PARTS_BAD;
    }
}

/**
 * rt_form_parts_get_filename:
 * @self: the parts of a form
 *
 * Returns: (transfer none) (nullable): what the file is called that began last, as its
 *   sender says it
 */
const char *
rt_form_parts_get_filename (RtFormParts *self)
{
  return self->filename;
}
