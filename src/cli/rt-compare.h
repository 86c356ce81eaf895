/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "cli/rt-console.h"
#include "lab/rt-result.h"

G_BEGIN_DECLS

typedef enum {
  RT_COMPARE_TEXT,
  RT_COMPARE_JSON,
  RT_COMPARE_CSV,
  RT_COMPARE_MARKDOWN,
} RtCompareFormat;

/* As it is typed for `--assert`. */
#define RT_COMPARE_PUBLISHED "published"

/**
 * RtCompareOptions:
 * @plan: what to do
 * @shown: (nullable): a result that is to be reported instead
 * @beside: (nullable): another that is laid beside it
 * @needs: what the recommendation goes by
 * @format: of the report
 * @output: (nullable): where it goes; %NULL: standard output
 * @port: where the servers listen; 0: on free ports
 * @assertions: (element-type RtAssertion): what the result is to be
 * @sentences: (array zero-terminated=1) (nullable): the same as they were typed, and %RT_COMPARE_PUBLISHED
 * @published: what was published is to be within its tolerance
 *
 * What `compare` is to do.
 */
typedef struct {
  RtPlan         *plan;
  RtResult       *shown;
  RtResult       *beside;
  RtNeeds         needs;
  RtCompareFormat format;
  GFile          *output;
  guint16         port;
  GPtrArray      *assertions;
  char          **sentences;
  gboolean        published;
} RtCompareOptions;

gboolean rt_compare_options_take_sentences (RtCompareOptions  *options,
                                            char             **sentences,
                                            GError           **error);
gboolean rt_compare_options_check_output (const RtCompareOptions  *options,
                                          GError                 **error);

/**
 * RtCompare:
 *
 * An experiment on the command line: progress on a terminal, the report at the end, and
 * whether it is what it was to be. Interrupted, it reports what was measured.
 */
#define RT_TYPE_COMPARE (rt_compare_get_type ())
G_DECLARE_FINAL_TYPE (RtCompare, rt_compare, RT, COMPARE, GObject)

/* @options outlive it. */
RtCompare *rt_compare_new   (RtConsole              *console,
                             const RtCompareOptions *options);
/* Ends the console's loop when it is over. */
void       rt_compare_start (RtCompare              *self);

G_END_DECLS
