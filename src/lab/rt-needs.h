/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <json-glib/json-glib.h>

#include "patterns/rt-pattern.h"

G_BEGIN_DECLS

/* What is paid for. */
typedef enum {
  RT_COST_BYTES,  /* bytes on the wire, both ways */
  RT_COST_CPU,    /* processor time of the server, µs */
  RT_N_COST_KINDS,
} RtCostKind;

#define RT_NEEDS_MAX_STALENESS 86400.0 /* seconds */

/**
 * RtNeeds:
 * @staleness: how late an event may be, seconds; 0: that does not matter
 * @traits: what the pattern must have
 * @pays_for: what is to be little
 * @names: (nullable): what the contestants are to be called, by number; %NULL: by their names
 *
 * What matters of the workload, beyond the plan: a recommendation goes by it.
 */
typedef struct {
  double              staleness;
  RtTraits            traits;
  RtCostKind          pays_for;
  const char * const *names;
} RtNeeds;

/* As it is typed: "cpu,latest=0.5,browser". */
gboolean  rt_needs_parse     (const char  *words,
                              RtNeeds     *needs,
                              GError     **error);
/* For people, a line for each. (transfer full) */
char     *rt_needs_describe  (const RtNeeds *self,
                              const char    *bullet);
/* What rt_needs_parse() knows, a line for each. (transfer full) */
char     *rt_needs_describe_words (void);
/* "needs" of a result. */
JsonNode *rt_needs_to_json   (const RtNeeds *self);
gboolean  rt_needs_from_json (JsonNode      *node,
                              RtNeeds       *needs,
                              GError       **error);

G_END_DECLS
