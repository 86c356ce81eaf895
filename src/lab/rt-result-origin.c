/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-result-private.h"

void
rt_result_set_origin (RtResult  *self,
                      JsonNode  *machine,
                      GDateTime *made)
{
  g_clear_pointer (&self->machine, json_node_unref);
  g_clear_pointer (&self->made, g_date_time_unref);
  self->machine = machine;
  self->made = made;
}

/**
 * rt_result_get_machine:
 * @self: a result
 *
 * Returns: (transfer none) (nullable): an object: what it was measured on, as far as is known
 */
JsonNode *
rt_result_get_machine (RtResult *self)
{
  return self->machine;
}

/**
 * rt_result_get_made:
 * @self: a result
 *
 * Returns: (transfer none) (nullable): when it was begun, in UTC, where that is known
 */
GDateTime *
rt_result_get_made (RtResult *self)
{
  return self->made;
}

/**
 * rt_result_set_needs:
 * @self: a result
 * @needs: what a recommendation goes by, and is saved with it; its names are not kept
 */
void
rt_result_set_needs (RtResult      *self,
                     const RtNeeds *needs)
{
  self->needs = *needs;
  self->needs.names = NULL;
}

/**
 * rt_result_get_needs:
 * @self: a result
 *
 * Returns: (transfer none): what a recommendation goes by: few bytes and nothing else, unless it was set
 */
const RtNeeds *
rt_result_get_needs (RtResult *self)
{
  return &self->needs;
}
