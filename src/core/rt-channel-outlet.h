/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/rt-hub.h"

G_BEGIN_DECLS

/* The type of events that only keep the numbers without a gap where numbers come from elsewhere:
 * nothing happened. Their payload says why. */
#define RT_CHANNEL_FILLER "none"

typedef enum {
  RT_CHANNEL_OUTLET_ERROR_AWAY,    /* what numbers its events cannot be reached now: try again */
  RT_CHANNEL_OUTLET_ERROR_UNSURE,  /* it may have been published or not */
  RT_CHANNEL_OUTLET_ERROR_PASSED,  /* its number was given before: it is not in the channel */
} RtChannelOutletError;
#define RT_CHANNEL_OUTLET_ERROR (rt_channel_outlet_error_quark ())
GQuark rt_channel_outlet_error_quark (void);

/**
 * RtChannelSubmitted:
 * @channel: where it was to be published
 * @seq: the number it has; 0 with @error
 * @error: (nullable): why it has none
 *
 * Called once for what was submitted.
 */
typedef void (*RtChannelSubmitted) (RtChannel    *channel,
                                    guint64       seq,
                                    const GError *error,
                                    gpointer      user_data);

/**
 * RtChannelOutlet:
 * @submit: takes an event to where it gets its number; @submitted is called later, and when it is,
 *   the event is in the channel. %FALSE with an error where it cannot
 * @is_ready: whether the channel has all that it can have of what was before
 * @find: of a name that no channel has yet: whether there is one elsewhere, which is opened
 *   then. %FALSE: not for all that is known
 * @attach: whether the channel, which has just been made, gets its numbers elsewhere
 * @submit_once: as @submit, of events of which one alone is to be in the channel for each key
 *
 * Where the events of channels get their numbers, instead of in this process. Nothing that is
 * submitted is in a channel before it came back, by rt_channel_enter().
 */
typedef struct {
  gboolean (*submit)   (RtChannel           *channel,
                        const char          *type,
                        GBytes              *data,
                        RtChannelSubmitted   submitted,
                        gpointer             user_data,
                        gpointer             outlet,
                        GError             **error);
  gboolean (*is_ready) (RtChannel           *channel,
                        gpointer             outlet);
  gboolean (*find)     (const char          *name,
                        gpointer             outlet);
  gboolean (*attach)   (RtChannel           *channel,
                        gpointer             outlet);
  gboolean (*submit_once) (RtChannel        *channel,
                        const char          *key,
                        const char          *type,
                        GBytes              *data,
                        RtChannelSubmitted   submitted,
                        gpointer             user_data,
                        gpointer             outlet,
                        GError             **error);
} RtChannelOutlet;

/* Of all channels that are opened from now on; %NULL: none. @outlet outlives them, or is
 * taken away. */
void     rt_hub_set_outlet      (RtHub                 *self,
                                 const RtChannelOutlet *hooks,
                                 gpointer               outlet);
/* For the hub: whether @channel has an outlet. */
gboolean rt_hub_attach_outlet   (RtHub                 *self,
                                 RtChannel             *channel);
gboolean rt_hub_find_elsewhere  (RtHub                 *self,
                                 const char            *name);

gboolean rt_channel_has_outlet  (RtChannel             *self);
void     rt_channel_drop_outlet (RtChannel             *self);
gboolean rt_channel_is_ready    (RtChannel             *self);
/* As rt_channel_publish(), for any channel: FALSE with an error, and @submitted is not called;
 * it may be called before this returns. */
gboolean rt_channel_submit      (RtChannel             *self,
                                 const char            *type,
                                 GBytes                *data,
                                 RtChannelSubmitted     submitted,
                                 gpointer               user_data,
                                 GError               **error);
/* For a channel with an outlet: whoever shares it, the first with @key is in it, and others are what
 * only keeps their numbers; @submitted is told the number of the first. */
gboolean rt_channel_submit_once (RtChannel             *self,
                                 const char            *key,
                                 const char            *type,
                                 GBytes                *data,
                                 RtChannelSubmitted     submitted,
                                 gpointer               user_data,
                                 GError               **error);
/* For the outlet: numbers begin at 1 again, and those before mean nothing any more. */
void     rt_channel_begin_anew  (RtChannel             *self);
/* For the outlet: an event with the number it has. */
gboolean rt_channel_enter       (RtChannel             *self,
                                 guint64                seq,
                                 const char            *type,
                                 GBytes                *data,
                                 gint64                 time_us,
                                 GError               **error);

G_END_DECLS
