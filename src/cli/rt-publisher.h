/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <libsoup/soup.h>

#include "net/rt-session.h"

G_BEGIN_DECLS

/**
 * RtPublisher:
 *
 * A way to publish messages to a URL, one after the other. Abstract.
 */
#define RT_TYPE_PUBLISHER (rt_publisher_get_type ())
G_DECLARE_DERIVABLE_TYPE (RtPublisher, rt_publisher, RT, PUBLISHER, GObject)

typedef enum {
  RT_PUBLISHER_ERROR_REFUSED,  /* that message; others may follow */
  RT_PUBLISHER_ERROR_FAILED,   /* no other may follow */
} RtPublisherError;
#define RT_PUBLISHER_ERROR (rt_publisher_error_quark ())
GQuark rt_publisher_error_quark (void);

/* Signal "confirmed" (gboolean has_seq, guint64 seq, guint n_unanswered): one for each message,
 * in order, once it is safe with the server; @seq is its number where the server says one;
 * as often as @n_unanswered it was sent before, and may have been published. */
struct _RtPublisherClass {
  GObjectClass parent_class;

  /* Return the task, which holds the message as its data, when it was confirmed or when
   * there is room for the next. */
  void (*publish) (RtPublisher *self,
                   GTask       *task);
  /* Return the task when all were confirmed. */
  void (*finish)  (RtPublisher *self,
                   GTask       *task);

  gpointer padding[8];
};

void     rt_publisher_publish_async  (RtPublisher          *self,
                                      GBytes               *message,
                                      GCancellable         *cancellable,
                                      GAsyncReadyCallback   callback,
                                      gpointer              user_data);
gboolean rt_publisher_publish_finish (RtPublisher          *self,
                                      GAsyncResult         *result,
                                      GError              **error);
void     rt_publisher_finish_async   (RtPublisher          *self,
                                      GCancellable         *cancellable,
                                      GAsyncReadyCallback   callback,
                                      gpointer              user_data);
gboolean rt_publisher_finish_finish  (RtPublisher          *self,
                                      GAsyncResult         *result,
                                      GError              **error);

/* For subclasses. */
void         rt_publisher_confirm     (RtPublisher         *self,
                                       gboolean             has_seq,
                                       guint64              seq,
                                       guint                n_unanswered);
/* A message for @url with the fields in @headers, "Name: value", followed by @session. */
SoupMessage *rt_publisher_new_request (RtSession           *session,
                                       const char          *method,
                                       GUri                *url,
                                       const char * const  *headers);

G_END_DECLS
