/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "patterns/served.h"

G_BEGIN_DECLS

/* An engine whose uploads go to a cache directory of the test's own. What is played stands
 * still unless a test sets the speed. */
typedef struct {
  Served served;
} Uploading;

#define uploading_add(path, data, test) \
  g_test_add (path, Uploading, data, uploading_set_up, test, uploading_tear_down)

/* Before everything else, and after. */
int        uploading_run_tests    (int            argc,
                                   char         **argv,
                                   void         (*add) (void));
void       uploading_set_up       (Uploading     *self,
                                   gconstpointer  user_data);
/* Proves that nothing is left on disk. */
void       uploading_tear_down    (Uploading     *self,
                                   gconstpointer  user_data);
/* Where the folders of processes are. */
const char *uploading_get_folder  (void);
/* Of all processes, locks left out. (transfer full) */
GPtrArray *uploading_list_files   (void);
void       uploading_wait_n_files (guint          n);
/* A request of which the body is still to come. */
RawClient *uploading_send_head    (Uploading     *self,
                                   const char    *method,
                                   const char    *target,
                                   const char    *fields);
/* The same with as many bytes as there are in @body. Waits for the answer. */
RawResponse *uploading_send       (Uploading     *self,
                                   const char    *method,
                                   const char    *target,
                                   const char    *fields,
                                   gconstpointer  body,
                                   gsize          size);
/* The types of all events of the channel `uploads`, and their data. (transfer full) */
char      *uploading_dup_types    (Uploading     *self);
char      *uploading_dup_latest   (Uploading     *self);
/* Waits until the latest event's data contains @text. */
void       uploading_wait_latest  (Uploading     *self,
                                   const char    *text);

G_END_DECLS
