/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "net/rt-server.h"

G_BEGIN_DECLS

/**
 * RtOptions:
 * @ports: as the command line says them, -1 where it does not
 * @speed: as it says, 0 where it does not
 * @speed_text: the same as it was typed
 * @start_all: start every lane
 * @open_web_page: open the servers' web page
 * @new_instance: run beside one that is open
 *
 * What the application was started with.
 */
typedef struct {
  int      ports[RT_N_PORTS];
  double   speed;
  char    *speed_text;
  gboolean start_all;
  gboolean open_web_page;
  gboolean new_instance;
} RtOptions;

void rt_options_init  (RtOptions    *self);
void rt_options_clear (RtOptions    *self);
/* Adds the options to @application's; they are read into @self. */
void rt_options_add   (RtOptions    *self,
                       GApplication *application);
/* Whether what was read makes sense. */
gboolean rt_options_check (RtOptions  *self,
                           GError    **error);
/* Whether there are @files, what the command line names besides options; @files: (nullable) */
gboolean rt_options_check_files (char **files,
                                 GError **error);
/* Whether it says anything about how to serve. */
gboolean rt_options_is_given (const RtOptions *self);
/* As the command line says, or, where it does not, the settings. @settings: (nullable) */
int      rt_options_get_port  (const RtOptions *self,
                               GSettings       *settings,
                               RtPortRole       role);
double   rt_options_get_speed (const RtOptions *self,
                               GSettings       *settings);

G_END_DECLS
