/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-kafka-places.h"

typedef struct {
  int      partition;
  gboolean is_ours;
  gboolean is_news;       /* acknowledged since that was told */
  gint64   acknowledged;  /* all before it are */
  gint64   next;          /* to be read */
  gint64   handed;        /* all before it were handed over, some time */
} Place;

struct _RtKafkaPlaces {
  GArray *places;  /* of Place, sorted; also of partitions that it had */
};

RtKafkaPlaces *
rt_kafka_places_new (void)
{
  RtKafkaPlaces *self = g_new0 (RtKafkaPlaces, 1);

  self->places = g_array_new (FALSE, FALSE, sizeof (Place));

  return self;
}

void
rt_kafka_places_free (RtKafkaPlaces *self)
{
  g_array_unref (self->places);
  g_free (self);
}

static Place *
find (RtKafkaPlaces *self,
      int            partition)
{
  for (guint i = 0; i < self->places->len; i++)
    if (g_array_index (self->places, Place, i).partition == partition)
      return &g_array_index (self->places, Place, i);

  return NULL;
}

static Place *
insert (RtKafkaPlaces *self,
        int            partition)
{
  Place new = { .partition = partition };
  guint i = 0;

  while (i < self->places->len && g_array_index (self->places, Place, i).partition < partition)
    i++;
  g_array_insert_val (self->places, i, new);

  return &g_array_index (self->places, Place, i);
}

void
rt_kafka_places_set (RtKafkaPlaces            *self,
                     const RtKafkaPartitions  *partitions)
{
  for (guint i = 0; i < self->places->len; i++)
    g_array_index (self->places, Place, i).is_ours = FALSE;

  for (int i = 0; i < partitions->cnt; i++)
    {
      Place *place = find (self, partitions->elems[i].partition);

      if (place == NULL)
        place = insert (self, partitions->elems[i].partition);
      place->is_ours = TRUE;
      place->is_news = FALSE;
      place->acknowledged = place->next = partitions->elems[i].offset;
    }
}

void
rt_kafka_places_move (RtKafkaPlaces            *self,
                      const RtKafkaPartitions  *partitions,
                      gboolean                  replay)
{
  for (int i = 0; i < partitions->cnt; i++)
    {
      Place *place = find (self, partitions->elems[i].partition);

      if (place == NULL || !place->is_ours)
        continue;
      place->is_news = FALSE;
      place->acknowledged = place->next = partitions->elems[i].offset;
      if (replay)
        place->handed = place->next;
    }
}

GArray *
rt_kafka_places_list (RtKafkaPlaces *self)
{
  GArray *list = g_array_new (FALSE, FALSE, sizeof (int));

  for (guint i = 0; i < self->places->len; i++)
    if (g_array_index (self->places, Place, i).is_ours)
      g_array_append_val (list, g_array_index (self->places, Place, i).partition);

  return list;
}

static void
add (RtKafkaPartitions *partitions,
     const char        *topic,
     const Place       *place)
{
  rd_kafka_topic_partition_list_add (partitions, topic, place->partition)->offset = place->acknowledged;
}

static RtKafkaPartitions *
free_if_empty (RtKafkaPartitions *partitions)
{
  if (partitions->cnt > 0)
    return partitions;

  rd_kafka_topic_partition_list_destroy (partitions);

  return NULL;
}

RtKafkaPartitions *
rt_kafka_places_get (RtKafkaPlaces *self,
                     const char    *topic,
                     int            partition)
{
  RtKafkaPartitions *partitions = rd_kafka_topic_partition_list_new (self->places->len);

  for (guint i = 0; i < self->places->len; i++)
    {
      const Place *place = &g_array_index (self->places, Place, i);

      if (place->is_ours && (partition < 0 || place->partition == partition))
        add (partitions, topic, place);
    }

  return free_if_empty (partitions);
}

gboolean
rt_kafka_places_goes_back (RtKafkaPlaces *self,
                           int            partition,
                           gint64         offset)
{
  Place *place = find (self, partition);

  return place != NULL && place->is_ours && offset < place->next;
}

gboolean
rt_kafka_places_begin_anew (RtKafkaPlaces *self,
                            int            partition,
                            gint64         offset,
                            gint64         end)
{
  Place *place = find (self, partition);

  if (end < 0 || end >= place->next)
    return FALSE;

  place->acknowledged = place->handed = place->next = offset;

  return TRUE;
}

gboolean
rt_kafka_places_pass (RtKafkaPlaces *self,
                      int            partition,
                      gint64         offset,
                      gboolean      *redelivered)
{
  Place *place = find (self, partition);

  if (place == NULL || !place->is_ours || offset < place->next)
    return FALSE;

  *redelivered = offset < place->handed;
  place->next = offset + 1;
  place->handed = MAX (place->handed, place->next);

  return TRUE;
}

void
rt_kafka_places_acknowledge (RtKafkaPlaces *self,
                             int            partition,
                             gint64         offset)
{
  Place *place = find (self, partition);

  if (place == NULL || !place->is_ours || offset < place->acknowledged)
    return;

  place->acknowledged = offset + 1;
  place->is_news = TRUE;
}

guint64
rt_kafka_places_get_held (RtKafkaPlaces *self)
{
  guint64 held = 0;

  for (guint i = 0; i < self->places->len; i++)
    {
      const Place *place = &g_array_index (self->places, Place, i);

      if (place->is_ours)
        held += place->next - place->acknowledged;
    }

  return held;
}

RtKafkaPartitions *
rt_kafka_places_take_acknowledged (RtKafkaPlaces *self,
                                   const char    *topic)
{
  RtKafkaPartitions *partitions = NULL;

  for (guint i = 0; i < self->places->len; i++)
    {
      Place *place = &g_array_index (self->places, Place, i);

      if (!place->is_ours || !place->is_news)
        continue;
      if (partitions == NULL)
        partitions = rd_kafka_topic_partition_list_new (self->places->len);
      add (partitions, topic, place);
      place->is_news = FALSE;
    }

  return partitions;
}
