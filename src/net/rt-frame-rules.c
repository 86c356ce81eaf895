/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "net/rt-frame-rules.h"

#include <string.h>

/* RFC 6455 section 5.2. */
#define RESERVED_BITS       0x70
#define OPCODE_MASK         0x0F
#define OPCODE_CONTINUATION 0x00
#define OPCODE_TEXT         0x01
#define OPCODE_CONTROL      0x08
#define OPCODE_CLOSE        0x08

/* Section 5.5. */
#define MAX_CONTROL 125

/* A character that is not whole yet (Unicode, table 3-7): how many bytes are to come, and
 * what the next of them may be. */
typedef struct {
  guint  n_missing;
  guint8 lower;
  guint8 upper;
} Character;

struct _RtFrameRules {
  SoupWebsocketExtension parent_instance;

  gboolean  is_text;    /* the message under way */
  Character character;
};

G_DEFINE_FINAL_TYPE (RtFrameRules, rt_frame_rules, SOUP_TYPE_WEBSOCKET_EXTENSION)

static gboolean
begin_character (Character *self,
                 guint8     lead)
{
  if (lead < 0x80)
    return TRUE;
  if (lead < 0xC2 || lead > 0xF4)
    return FALSE;

  self->n_missing = lead < 0xE0 ? 1 : lead < 0xF0 ? 2 : 3;
  self->lower = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
  self->upper = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;

  return TRUE;
}

/* How many bytes at the beginning are ASCII, in steps of eight. */
static gsize
count_ascii (const guint8 *bytes,
             gsize         length)
{
  gsize n = 0;
  guint64 eight;

  for (; length - n >= sizeof eight; n += sizeof eight)
    {
      memcpy (&eight, bytes + n, sizeof eight);
      if ((eight & G_GUINT64_CONSTANT (0x8080808080808080)) != 0)
        break;
    }

  return n;
}

/* Whether so far this can be, or become, UTF-8. */
static gboolean
take_text (Character    *self,
           const guint8 *bytes,
           gsize         length)
{
  for (gsize i = 0; i < length; i++)
    {
      if (self->n_missing == 0)
        {
          i += count_ascii (bytes + i, length - i);
          if (i < length && !begin_character (self, bytes[i]))
            return FALSE;
          continue;
        }

      if (bytes[i] < self->lower || bytes[i] > self->upper)
        return FALSE;
      self->n_missing--;
      self->lower = 0x80;
      self->upper = 0xBF;
    }

  return TRUE;
}

static gboolean
is_text (const guint8 *bytes,
         gsize         length)
{
  Character character = { 0 };

  return take_text (&character, bytes, length) && character.n_missing == 0;
}

static gboolean
check_control (guint8         opcode,
               const guint8  *bytes,
               gsize          length,
               GError       **error)
{
  if (length > MAX_CONTROL)
    {
      g_set_error (error, SOUP_WEBSOCKET_ERROR, SOUP_WEBSOCKET_CLOSE_PROTOCOL_ERROR,
                   "A control frame has more than %d bytes", MAX_CONTROL);
      return FALSE;
    }
  if (opcode == OPCODE_CLOSE && length > 2 && !is_text (bytes + 2, length - 2))
    {
      g_set_error_literal (error, SOUP_WEBSOCKET_ERROR, SOUP_WEBSOCKET_CLOSE_BAD_DATA,
                           "The reason of a close frame is not UTF-8");
      return FALSE;
    }

  return TRUE;
}

static gboolean
check_data (RtFrameRules  *self,
            guint8         opcode,
            const guint8  *bytes,
            gsize          length,
            GError       **error)
{
  if (opcode != OPCODE_CONTINUATION)
    {
      self->is_text = opcode == OPCODE_TEXT;
      self->character.n_missing = 0;
    }
  if (!self->is_text || take_text (&self->character, bytes, length))
    return TRUE;

  g_set_error_literal (error, SOUP_WEBSOCKET_ERROR, SOUP_WEBSOCKET_CLOSE_BAD_DATA, "A text is not UTF-8");

  return FALSE;
}

static GBytes *
rt_frame_rules_process_incoming_message (SoupWebsocketExtension *extension,
                                         guint8                 *header,
                                         GBytes                 *payload,
                                         GError                **error)
{
  RtFrameRules *self = RT_FRAME_RULES (extension);
  guint8 opcode = *header & OPCODE_MASK;
  gsize length;
  const guint8 *bytes = g_bytes_get_data (payload, &length);
  gboolean is_good;

  /* Libsoup refuses it behind the extensions, and the order of fragments too. */
  if ((*header & RESERVED_BITS) != 0)
    return payload;

  if ((opcode & OPCODE_CONTROL) != 0)
    is_good = check_control (opcode, bytes, length, error);
  else
    is_good = check_data (self, opcode, bytes, length, error);
  if (is_good)
    return payload;

  g_bytes_unref (payload);

  return NULL;
}

static void
rt_frame_rules_class_init (RtFrameRulesClass *klass)
{
  SOUP_WEBSOCKET_EXTENSION_CLASS (klass)->process_incoming_message = rt_frame_rules_process_incoming_message;
}

static void
rt_frame_rules_init (RtFrameRules *self)
{
}

/**
 * rt_frame_rules_is_late_code:
 * @code: a close code
 *
 * Returns: whether it was registered after RFC 6455 (section 11.7): who says it breaks no
 *   rule, but libsoup takes it for an error of protocol
 */
gboolean
rt_frame_rules_is_late_code (guint code)
{
  return code >= 1012 && code <= 1014;
}

/**
 * rt_frame_rules_new:
 *
 * Makes the rules for one connection, to be given to soup_websocket_connection_new(). Who
 * breaks one is told so with the close code 1002 or 1007 (RFC 6455 section 7.4.1).
 *
 * Returns: (transfer full): the rules
 */
SoupWebsocketExtension *
rt_frame_rules_new (void)
{
  return g_object_new (RT_TYPE_FRAME_RULES, NULL);
}
