/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>

#include "lab/rt-result.h"

static const RtFigureInfo infos[RT_N_FIGURES] = {
  [RT_FIGURE_CLIENTS] = { "clients", N_("Clients"), N_("How many took part."), RT_UNIT_COUNT, 0 },
  [RT_FIGURE_PUBLISHED] = { "published", N_("Published"), N_("Events of the feed while it was measured."),
                            RT_UNIT_COUNT, 0 },
  [RT_FIGURE_EVENTS] = { "events", N_("Events"), N_("Events that reached a client, counted by all clients together."),
                         RT_UNIT_COUNT, 0 },
  [RT_FIGURE_LOST] = { "lost", N_("Lost"), N_("Events whose numbers a client never saw."), RT_UNIT_COUNT, -1 },
  [RT_FIGURE_DUPLICATE] = { "duplicate", N_("Duplicate"), N_("Events that a client was given once more."),
                            RT_UNIT_COUNT, -1 },
  [RT_FIGURE_REORDERED] = { "reordered", N_("Reordered"), N_("Events that came after one with a higher number."),
                            RT_UNIT_COUNT, -1 },
  [RT_FIGURE_REQUESTS] = { "requests", N_("Requests"), N_("Requests of all clients."), RT_UNIT_COUNT, -1 },
  [RT_FIGURE_EMPTY] = { "empty", N_("Empty answers"), N_("Answers that carried nothing new."), RT_UNIT_COUNT, -1 },
  [RT_FIGURE_CONNECTIONS] = { "connections", N_("Connections"), N_("Connections that were opened, by all clients."),
                              RT_UNIT_COUNT, -1 },
  [RT_FIGURE_PAYLOAD_BYTES] = { "payload_bytes", N_("Payload"), N_("Bytes of the events’ data, and nothing else."),
                                RT_UNIT_BYTES, 0 },
  [RT_FIGURE_WIRE_BYTES_IN] = { "wire_bytes_in", N_("Bytes to the server"),
                                N_("Counted by the kernel at the clients’ connections: all above TCP."),
                                RT_UNIT_BYTES, -1 },
  [RT_FIGURE_WIRE_BYTES_OUT] = { "wire_bytes_out", N_("Bytes to the clients"),
                                 N_("Counted by the kernel at the clients’ connections: all above TCP."),
                                 RT_UNIT_BYTES, -1 },
  [RT_FIGURE_OVERHEAD_BYTES] = { "overhead_bytes", N_("Overhead"), N_("Bytes both ways that are no payload."),
                                 RT_UNIT_BYTES, -1 },
  [RT_FIGURE_SEGMENTS_IN] = { "segments_in", N_("Segments to the server"),
                              N_("TCP segments that carry data, counted by the kernel."), RT_UNIT_COUNT, -1 },
  [RT_FIGURE_SEGMENTS_OUT] = { "segments_out", N_("Segments to the clients"),
                               N_("TCP segments that carry data, counted by the kernel."), RT_UNIT_COUNT, -1 },
  [RT_FIGURE_LATENCY_P50] = { "latency_us.p50", N_("Latency, median"),
                              N_("From an event’s birth, when it was due, to the client’s hand: half of them took no longer."),
                              RT_UNIT_US, -1 },
  [RT_FIGURE_LATENCY_P95] = { "latency_us.p95", N_("Latency, p95"),
                              N_("From an event’s birth to the client’s hand: 95 of 100 took no longer."),
                              RT_UNIT_US, -1 },
  [RT_FIGURE_LATENCY_P99] = { "latency_us.p99", N_("Latency, p99"),
                              N_("From an event’s birth to the client’s hand: 99 of 100 took no longer."),
                              RT_UNIT_US, -1 },
  [RT_FIGURE_LATENCY_MAX] = { "latency_us.max", N_("Latency, longest"),
                              N_("From an event’s birth to the client’s hand, at the worst."), RT_UNIT_US, -1 },
  [RT_FIGURE_AGE_MEAN] = { "age_us.mean", N_("Age, mean"), N_("How old what a client shows is, on average over time."),
                           RT_UNIT_US, -1 },
  [RT_FIGURE_AGE_P95] = { "age_us.p95", N_("Age, p95"), N_("How old what a client shows is: for 95 % of the time it is no older."),
                          RT_UNIT_US, -1 },
  [RT_FIGURE_CPU_PER_EVENT] = { "cpu_us_per_event", N_("CPU per event"),
                                N_("Processor time of the server for each event that reached a client."),
                                RT_UNIT_US, -1 },
  [RT_FIGURE_BYTES_PER_EVENT] = { "wire_bytes_per_event", N_("Bytes per event"),
                                  N_("Bytes both ways for each event that was new to its client."), RT_UNIT_BYTES, -1 },
  [RT_FIGURE_MEMORY_PER_CLIENT] = { "memory_bytes_per_client", N_("Memory per client"),
                                    N_("What the server allocated, for each client."),
                                    RT_UNIT_BYTES, -1 },
};

/**
 * rt_figure_get_info:
 * @figure: a figure
 *
 * Returns: (transfer none): what is to be known of it
 */
const RtFigureInfo *
rt_figure_get_info (RtFigure figure)
{
  g_return_val_if_fail (figure < RT_N_FIGURES, NULL);

  return &infos[figure];
}

/**
 * rt_figure_lookup:
 * @path: "latency_us.p99"
 * @figure: (out): the figure
 *
 * Returns: whether there is such a figure
 */
gboolean
rt_figure_lookup (const char *path,
                  RtFigure   *figure)
{
  for (guint i = 0; i < RT_N_FIGURES; i++)
    if (g_str_equal (infos[i].path, path))
      {
        *figure = i;
        return TRUE;
      }

  return FALSE;
}
