/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

/* From 0.12 on its headers have a folder of their own, and say so about the old ones. */
#if __has_include (<rabbitmq-c/amqp.h>)
#include <rabbitmq-c/amqp.h>
#include <rabbitmq-c/framing.h>
#else
#include <amqp.h>
#include <amqp_framing.h>
#endif

G_BEGIN_DECLS

/*
 * Of librabbitmq this engine uses the codec alone: methods, properties, tables and frames.
 * Its sockets wait (for the name, the connection, the handshake, and in a publish for ever
 * when the broker stops reading); GIO's do not.
 */

/* What is asked of the broker, and the most it may send: bytes of a frame. */
#define RT_AMQP_FRAME_MAX 131072

static inline amqp_bytes_t
rt_amqp_bytes (const char *text)
{
  return text == NULL ? amqp_empty_bytes : amqp_cstring_bytes (text);
}

/* Strangers may send what is no text. */
static inline char *
rt_amqp_dup (amqp_bytes_t bytes)
{
  return bytes.len == 0 ? g_strdup ("") : g_utf8_make_valid (bytes.bytes, (gssize) bytes.len);
}

G_END_DECLS
